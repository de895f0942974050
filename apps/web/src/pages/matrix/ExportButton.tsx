import { useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Dropdown } from 'antd';
import { SavingFile, useDownload } from '../../files/SavingFile.js';
import type { MatrixFilter } from '../../gql/matrix.js';

/** Saves the matrix, as it is filtered, as a table: counts and versions. */
export function ExportButton({ filter }: { filter: MatrixFilter }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const download = useDownload();
  const save = (format: 'csv' | 'xlsx') => {
    const query = new URLSearchParams({ format, ...(filter.wanting ? { wanting: '1' } : {}), ...(filter.search ? { search: filter.search } : {}), ...(filter.kind ? { kind: filter.kind } : {}) });
    void download.save(`/api/bureaus/${bureauId}/matrix/export?${query.toString()}`, `stations.${format}`);
  };
  const items = [
    { key: 'xlsx', label: say('表格 XLSX', 'Spreadsheet (XLSX)'), onClick: () => save('xlsx') },
    { key: 'csv', label: say('表格 CSV', 'Table (CSV)'), onClick: () => save('csv') },
  ];
  return <><Dropdown menu={{ items }} trigger={['click']}><Button disabled={download.progress !== undefined} aria-haspopup="menu">{say('导出', 'Export')}</Button></Dropdown><SavingFile download={download} /></>;
}
