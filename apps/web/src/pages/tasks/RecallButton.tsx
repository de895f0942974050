import { timeLeft, timeLeftInWords, useNow, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';

interface Props {
  /** ISO moment until when the reader may take it back; nothing is shown once it is over. */
  readonly until: string | null | undefined;
  readonly loading: boolean;
  readonly onRecall: () => void;
}

/** Takes back what the reader has just completed, and says how long that is still possible. */
export function RecallButton({ until, loading, onRecall }: Props) {
  const words = useWords();
  const now = useNow();
  const end = until ? Date.parse(until) : 0;
  if (end <= now) return null;
  return (
    <span className="sh-row">
      <Button size="small" loading={loading} onClick={onRecall}>{words.say('撤回', 'Take back')}</Button>
      <span className="sh-sub sh-small sh-num">{timeLeftInWords(timeLeft(end, now, {}), words)}</span>
    </span>
  );
}
