import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import { IntlProvider } from 'react-intl';
import { ClockRow, type ClockValue } from '../src/clock.js';

const both = (words: string) => ({ zhCN: words, en: words });
const clock: ClockValue = { key: 'search', title: both('查找时限'), state: 'running', startedAt: '2024-03-01T04:00:00Z', dueAt: '2024-03-01T08:00:00Z', explanation: both('应于 3 月 1 日（周五）16:00 前完成'), because: '某法第 9 条' };

describe('a clock', () => {
  beforeEach(() => void jest.useFakeTimers({ now: new Date('2024-03-01T06:00:00Z') }));
  afterEach(() => {
    cleanup();
    jest.useRealTimers();
  });
  const show = (more: Partial<ClockValue>, locale = 'zh-CN') => {
    const { container } = render(<IntlProvider locale={locale} messages={{}}><ClockRow clock={{ ...clock, ...more }} /></IntlProvider>);
    return container.textContent ?? '';
  };

  it('says what is left, when it is due, why, and the clause', () => {
    const said = show({});
    for (const part of ['剩 2 小时', '03-01 16:00 到期', '应于 3 月 1 日', '某法第 9 条']) expect(said).toContain(part);
  });

  it('keeps the time left of a paused clock, though time goes on', () => {
    expect(show({ state: 'paused', pausedAt: '2024-03-01T05:00:00Z', pausedBecause: both('休整') })).toContain('‖ 已暂停 · 剩 3 小时');
  });

  it('tells by how much a clock was late that has ended, and counts no further', () => {
    const said = show({ state: 'breached', dueAt: '2024-03-01T05:00:00Z', stoppedAt: '2024-03-01T05:35:00Z' });
    expect(said).toContain('逾期 35 分钟，已结束');
    expect(said).not.toContain('逾期 1 小时');
  });

  it('says that a clock is not determined, and what will determine it', () => {
    const said = show({ state: 'undetermined', dueAt: null, explanation: both('2027 年放假安排尚未导入') });
    for (const part of ['未确定', '2027 年放假安排尚未导入', '导入放假通知']) expect(said).toContain(part);
    expect(said).not.toContain('到期');
  });

  it('shows both values after a recomputation, newest first, and who changed it why', () => {
    const late = { at: '2024-03-01T05:00:00Z', cause: 'LATE_FACT', fromBefore: '2024-03-01T06:00:00Z', fromAfter: '2024-03-01T04:15:00Z', dueBefore: '2024-03-01T10:00:00Z', dueAfter: '2024-03-01T08:15:00Z' };
    const edit = { at: '2024-03-01T05:30:00Z', cause: 'EDIT', fromBefore: late.fromAfter, fromAfter: late.fromAfter, dueBefore: late.dueAfter, dueAfter: '2024-03-01T08:00:00Z', by: '王警官', approvedBy: '李所长', reason: '新线索' };
    const said = show({ changes: [late, edit] });
    expect(said).toContain('起算：03-01 14:00 → 03-01 12:15');
    expect(said).toContain('03-01 18:00 → 03-01 16:15');
    expect(said).toContain('王警官 · 李所长 批准');
    expect(said.indexOf('人工调整')).toBeLessThan(said.indexOf('事实更正'));
  });

  it('tells in English too that a change waits for a second person', () => {
    show({ proposed: { at: '2024-03-01T05:00:00Z', by: 'Wang', dueAt: '2024-03-01T10:00:00Z', reason: 'a lead', role: both('chief'), mayApprove: true, mayReject: true } }, 'en');
    expect(screen.getByRole('status').textContent).toBe('Wang proposed 03-01 18:00; waits for the approval of a chief03-01 16:00 → 03-01 18:00 · Reason: a lead');
  });
});
