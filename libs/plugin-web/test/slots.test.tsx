import { describe, expect, it } from '@jest/globals';
import { render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { ScopeContext, type Scope } from '../src/station.js';
import { board } from './fixtures/board.js';

const scope: Scope = { bureauId: 'b', bureauName: '江城分局', stationId: 's', name: '东门派出所', timeZone: 'Asia/Shanghai', accountId: 'a', base: '/s/s', may: () => true };
const shown = (part: ReactNode) => render(<ScopeContext value={scope}>{part}</ScopeContext>);

describe('the web half of a plugin', () => {
  it('brings parts that the shell loads when it shows them, each told where it stands', async () => {
    const [page, panel, widget, hint] = [board.pages[0], board.panels[0], board.widgets?.[0], board.hints?.[0]];
    if (page === undefined || panel === undefined || widget === undefined || hint === undefined) throw new Error('the fixture has one of each');
    const { default: Page } = await page.load();
    const { default: Panel } = await panel.load();
    const { default: Widget } = await widget.load();
    const { default: Hint } = await hint.load();
    shown(<><Page /><Panel recordId="r1" version={3} purpose={{ purpose: '核实', until: 0, reveal: () => undefined, hide: () => undefined }} /><Widget /><Hint instanceId="i" value={{ note: '易碎' }} /></>);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('公告栏');
    for (const words of ['r1 3 核实', '东门派出所', '易碎']) expect(screen.getByText(words)).toBeTruthy();
    expect(board.actions.map(({ path }) => path('c1'))).toEqual(['instances/new?workflow=parcel&incident=c1']);
  });
});
