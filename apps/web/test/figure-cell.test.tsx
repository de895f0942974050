import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { TextDecoder, TextEncoder } from 'node:util';
import { IntlProvider } from 'react-intl';

// The router and the pop-up ask for these, and jsdom has none: nothing here changes its size.
Object.assign(globalThis, { TextDecoder, TextEncoder, ResizeObserver: class { observe() {} unobserve() {} disconnect() {} } });
const { ScopeContext } = await import('@stationhouse/plugin-web');
const { FigureCell } = await import('../src/pages/figures/FigureCell.js');
const { MemoryRouter } = await import('react-router');

const SCOPE = { bureauId: 'b', bureauName: 'B', stationId: 's', name: 'S', timeZone: 'Asia/Shanghai', accountId: 'a', base: '/s/s', may: () => true };
const EXACT = { value: 12, suppressed: false, reason: null, atLeast: null, atMost: null, margin: null, rank: null };
const reason = { zhCN: '为保护个人不显示', en: 'Not shown, so that nobody can be told from it' };

describe('a figure in a cell', () => {
  afterEach(cleanup);
  const show = (figure: typeof EXACT | object, locale = 'zh-CN') =>
    render(<IntlProvider locale={locale}><ScopeContext.Provider value={SCOPE as never}><FigureCell figure={{ ...EXACT, ...figure }} /></ScopeContext.Provider></IntlProvider>);

  it.each<[object, string]>([
    [{ value: null, suppressed: true, reason, atLeast: 0, atMost: 4 }, '＜5'],
    [{ value: null, suppressed: true, reason, atLeast: 0, atMost: 40 }, '不显示'],
    [{ value: 215, reason, atLeast: 100, atMost: 400, margin: 30 }, '约 215'],
    [{ value: null, reason, atLeast: 10, atMost: 19, rank: 1 }, '10–19'],
    [{ value: null, reason, atLeast: 0, atMost: 4, rank: 9 }, '＜5'],
    [{ value: null, reason, atLeast: 0, atMost: 144, rank: 9 }, '≤144'],
  ])('is told as %j', (figure, words) => {
    show(figure);
    expect(screen.getByRole('button').textContent?.replace(/\s/g, '')).toBe(words.replace(/\s/g, ''));
  });

  it('is a plain number where it is exact', () => {
    show({});
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByText('12')).toBeTruthy();
  });

  it('says why, and that it is no zero', async () => {
    show({ value: null, suppressed: true, reason, atLeast: 0, atMost: 4 }, 'en');
    fireEvent.click(screen.getByRole('button'));
    expect(await screen.findByText(reason.en)).toBeTruthy();
    expect(screen.getByText(/between 0 and 4: do not read it as none/)).toBeTruthy();
  });

  it('says what makes a band narrower where it is too wide to be of use', async () => {
    show({ value: null, reason, atLeast: 5, atMost: 149, rank: 2 });
    fireEvent.click(screen.getByRole('button'));
    expect(await screen.findByText(/少用一个维度/)).toBeTruthy();
  });

  it('leads to its records where it is exact and the reader sees them', () => {
    render(<MemoryRouter><IntlProvider locale="en"><ScopeContext.Provider value={SCOPE as never}><FigureCell figure={EXACT} to="/s/s/figures/records?metric=m" /></ScopeContext.Provider></IntlProvider></MemoryRouter>);
    expect(screen.getByRole('link', { name: '12' }).getAttribute('href')).toBe('/s/s/figures/records?metric=m');
  });
});
