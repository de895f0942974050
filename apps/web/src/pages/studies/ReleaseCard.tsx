import { useMutation } from '@apollo/client/react';
import { Card, KeyValues, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { SavingFile, useDownload } from '../../files/SavingFile.js';
import { DecideReleaseDocument, type ReleaseRowFragment } from '../../gql/studies.js';
import { useToast } from '../../shell/toast.js';
import { ReasonDrawer } from '../instances/ReasonDrawer.js';
import { ReleaseFacts } from './ReleaseFacts.js';
import { ReleaseChip } from './words.js';

/** An export that was confirmed: what it holds, what for; to decide, or to take. @param subject what the records are */
export function ReleaseCard({ release, subject, study, onChanged }: { release: ReleaseRowFragment; subject: string | undefined; study?: string | undefined; onChanged: () => void }) {
  const { say, moment } = useWords();
  const { bureauId, stationId } = useScope();
  const toast = useToast();
  const download = useDownload();
  const [refusing, setRefusing] = useState(false);
  const [decide] = useMutation(DecideReleaseDocument);
  const variables = { bureauId, releaseId: release.id };
  const approve = () => void decide({ variables }).then(() => { toast.done(say('已同意', 'Approved')); onChanged(); }).catch(toast.failed);
  const name = `${release.subject}-${release.id.slice(-8)}.${release.format.toLowerCase()}`;
  const title = [study, release.analyst, subject, say('{rows, number} 条 {format}', '{rows, number} rows, {format}', { rows: release.rows, format: release.format })].filter(Boolean).join(' · ');
  return (
    <Card title={title} extra={<ReleaseChip state={release.state} />}>
      <div className="sh-stack">
        <KeyValues entries={[
          [say('用途', 'Purpose'), release.purpose && <span className="sh-long">{release.purpose}</span>],
          [say('预览', 'Previewed'), moment(release.previewedAt)],
          [say('可下载至', 'To be taken until'), release.state === 'READY' ? moment(release.expiresAt) : null],
          [say('不同意的理由', 'Why not'), release.refusal && <span className="sh-long">{release.refusal}</span>],
        ]} />
        <details className="release-details"><summary>{say('预览内容', 'What was shown')}</summary><ReleaseFacts release={release} /></details>
        <div className="sh-row sh-wrap">
          {stationId !== undefined && release.state === 'READY' && <Button type="primary" disabled={download.progress !== undefined} onClick={() => void download.save(`/api/bureaus/${bureauId}/study-releases/${release.id}/file`, name)}>{say('下载', 'Download')}</Button>}
          {release.mayDecide && <Popconfirm title={say('同意导出这批数据？', 'Let these data leave?')} okText={say('同意', 'Approve')} cancelText={say('取消', 'Cancel')} onConfirm={approve}><Button type="primary">{say('同意…', 'Approve …')}</Button></Popconfirm>}
          {release.mayDecide && <Button onClick={() => setRefusing(true)}>{say('不同意…', 'Refuse …')}</Button>}
        </div>
        <SavingFile download={download} />
      </div>
      {refusing && (
        <ReasonDrawer<object>
          title={say('不同意数据导出', 'Refuse the export')} hint={say('申请人会看到理由。', 'Whoever asked will read the reason.')} reasonLabel={say('理由', 'Reason')} submit={say('不同意', 'Refuse')} done={say('已告知申请人', 'They are told')}
          send={({ reason }) => decide({ variables: { ...variables, refusal: reason } })} onClose={() => setRefusing(false)} onDone={onChanged}
        />
      )}
    </Card>
  );
}
