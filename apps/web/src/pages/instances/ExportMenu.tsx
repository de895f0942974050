import { useWords } from '@stationhouse/plugin-web';
import { Button, Dropdown } from 'antd';
import { SavingFile, useDownload } from '../../files/SavingFile.js';
import type { InstanceFull } from './InstancePage.js';

/** Saves an instance as a file: in full while its page is open for a purpose, masked otherwise. */
export function ExportMenu({ instance, purpose }: { instance: InstanceFull; purpose: string | undefined }) {
  const { say } = useWords();
  const download = useDownload();
  const { stationId, id, number, masked } = instance;
  const save = (format: string, name: string) => download.save(`/api/stations/${stationId}/instances/${id}/export?format=${format}`, name, purpose === undefined ? {} : { 'x-stationhouse-purpose': encodeURIComponent(purpose) });
  const items = [
    { key: 'json', label: masked ? say('事项记录 JSON（脱敏）', 'Record as JSON (masked)') : say('事项记录 JSON（含个人信息）', 'Record as JSON (with personal data)'), onClick: () => void save('json', `${number}.json`) },
    { key: 'mermaid', label: say('流程图 Mermaid（标出当前环节）', 'Diagram as Mermaid (present state marked)'), onClick: () => void save('mermaid', `${number}.mmd`) },
  ];
  return <><Dropdown menu={{ items }} trigger={['click']}><Button disabled={download.progress !== undefined} aria-haspopup="menu">{say('导出', 'Export')}</Button></Dropdown><SavingFile download={download} /></>;
}
