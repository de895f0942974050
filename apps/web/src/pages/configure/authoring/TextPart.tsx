import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useWork, type Spot } from './work.js';

/** What no field here expresses: shown as it is written, with the way to where it is. */
export function TextPart({ source, spot }: { source: string; spot: Spot }) {
  const { say } = useWords();
  const { showText } = useWork();
  return <div className="cf-raw"><pre tabIndex={0} aria-label={say('文本', 'As text')}>{source.trimEnd()}</pre><Button size="small" type="link" onClick={() => showText(spot)}>{say('在文本中修改', 'Edit in text')}</Button></div>;
}
