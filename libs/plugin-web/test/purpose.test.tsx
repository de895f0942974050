import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { IntlProvider } from 'react-intl';
import { PurposeBar, REVEAL_MINUTES, usePurpose } from '../src/purpose.js';

function Page() {
  const state = usePurpose();
  return <><PurposeBar state={state} masked={state.purpose === undefined} /><output>{state.purpose ?? 'masked'}</output></>;
}

describe('purpose', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2024-03-01T00:00:00Z') });
    render(<IntlProvider locale="zh-CN" messages={{}}><Page /></IntlProvider>);
  });
  afterEach(() => {
    cleanup();
    jest.useRealTimers();
  });

  const give = (purpose: string) => {
    fireEvent.click(screen.getByRole('button', { name: '查看全部需填事由' }));
    fireEvent.change(screen.getByLabelText(/查看事由/), { target: { value: purpose } });
    fireEvent.submit(screen.getByLabelText(/查看事由/));
  };

  it('opens with a purpose, says until when, and masks again by itself', () => {
    give('回访走访');
    expect(screen.getByTestId('purpose-open').textContent).toContain('已显示至 08:05');
    expect(screen.getByText('回访走访', { selector: 'output' })).toBeTruthy();
    act(() => {
      jest.advanceTimersByTime(REVEAL_MINUTES * 60_000 + 16_000);
    });
    expect(screen.getByText('masked')).toBeTruthy();
  });

  it('does not open without words', () => {
    give(' ');
    expect(screen.getByText('masked')).toBeTruthy();
  });

  it('masks at once when asked', () => {
    give('核实身份');
    fireEvent.click(screen.getByRole('button', { name: '立即脱敏' }));
    expect(screen.getByText('masked')).toBeTruthy();
  });
});
