import { useStation, useWords, type PanelProps } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import { alertPage } from './paths.js';

/** From the whole record to the page for one hand. */
export default function AlertPanel({ recordId }: PanelProps) {
  const { say } = useWords();
  const { base } = useStation();
  return (
    <div className="sh-stack">
      <p className="sh-sub">{say('电话话术、查找、见面、反馈，手机单手可用。', 'The call’s script, where they are, the meeting, the report: for one hand.')}</p>
      <Link to={`${base}/${alertPage(recordId)}`}><Button type="primary" size="large" block>{say('打开劝阻页', 'Open the page for the call')}</Button></Link>
    </div>
  );
}
