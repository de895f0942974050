import { useWords } from '@stationhouse/plugin-web';

interface Written {
  readonly begins: string | null;
  readonly lines: readonly { readonly title: string; readonly afterSeconds: number; readonly kind: string }[];
  readonly targets: readonly { readonly title: string; readonly targetSeconds: number }[];
}

/** A script before it is played: what happens when, and what is measured. For who plans it alone. */
export function Script({ script: { begins, lines, targets } }: { script: Written }) {
  const { say } = useWords();
  return (
    <div className="drill-script">
      <div>
        <h3>{say('导调 {count} 条', '{count} injects', { count: lines.length })}{begins && <span className="sh-sub sh-small"> · {say('演练时钟从 {begins} 开始', 'its clock begins at {begins}', { begins })}</span>}</h3>
        <ol>{lines.map(({ title, afterSeconds }, index) => <li key={index}><span className="sh-mono sh-small">{offsetOf(afterSeconds)}</span><span className="sh-long">{title}</span></li>)}</ol>
      </div>
      <div>
        <h3>{say('目标 {count} 项', '{count} objectives', { count: targets.length })}</h3>
        <ul>{targets.map(({ title, targetSeconds }, index) => <li key={index}><span className="sh-mono sh-small">≤ {Math.round(targetSeconds / 60)} min</span><span className="sh-long">{title}</span></li>)}</ul>
      </div>
    </div>
  );
}

/** `+25:00`, hours where there are any. */
function offsetOf(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds >= 3600 ? `+${Math.floor(seconds / 3600)}:${minutes}` : `+${minutes}`;
}
