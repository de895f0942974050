import { useMutation } from '@apollo/client/react';
import { Card, KeyValues, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { CloseMyStudyDocument, CloseStudyDocument, DecideStudyDocument, type StudyRowFragment } from '../../gql/studies.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe } from '../../session/me.js';
import { useToast } from '../../shell/toast.js';
import { ReasonDrawer } from '../instances/ReasonDrawer.js';
import { StudyChip } from './words.js';

/** One study: what for, where, what, until when; to open, to decide, to end. */
export function StudyCard({ study, subjectTitles, onChanged }: { study: StudyRowFragment; subjectTitles: ReadonlyMap<string, string>; onChanged: () => void }) {
  const { say, moment, date } = useWords();
  // It ends with a day: that day is told, not the midnight after it.
  const lastDay = (endsAt: string) => say('{day}（含当日）', '{day}, that day included', { day: date(new Date(Date.parse(endsAt) - 1).toISOString()) });
  const { stationId, bureauId, may } = useScope();
  const me = useMe();
  const toast = useToast();
  const [refusing, setRefusing] = useState(false);
  const [eachExport, setEachExport] = useState(false);
  const [decide] = useMutation(DecideStudyDocument);
  const [closeMine] = useMutation(CloseMyStudyDocument);
  const [close] = useMutation(CloseStudyDocument);
  const variables = { bureauId, studyId: study.id };
  const act = (work: Promise<unknown>, said: string) => void work.then(() => { toast.done(said); onChanged(); }).catch(toast.failed);
  const running = study.state === 'WAITING' || study.state === 'ACTIVE';
  const own = stationId !== undefined;
  const mayEnd = own ? running : study.state === 'ACTIVE' && may(PERMISSIONS.decideStudies);
  const stations = study.stationIds.map((id) => me.stations.find(({ station }) => station.id === id)?.station.name ?? id);
  return (
    <Card title={study.analyst ? `${study.title} · ${study.analyst}` : study.title} extra={<StudyChip state={study.state} />}>
      <div className="sh-stack">
        <KeyValues entries={[
          [say('研究用途', 'Purpose'), <span key="purpose" className="sh-long">{study.purpose}</span>],
          [say('派出所', 'Stations'), stations.join(say('、', ', '))],
          [say('记录类别', 'Records'), study.subjects.map((subject) => subjectTitles.get(subject) ?? subject).join(say('、', ', '))],
          [say('结束', 'Ends'), study.closedAt ? moment(study.closedAt) : lastDay(study.endsAt)],
          [say('数据导出', 'Exports'), study.state === 'ACTIVE' ? (study.releasesDecided ? say('每次须审批', 'each is decided') : say('预览确认后即可下载；小组不足 5 条时须审批', 'after a preview; decided where groups are below 5')) : null],
          [say('不同意的理由', 'Why not'), study.refusal && <span className="sh-long">{study.refusal}</span>],
        ]} />
        {study.mayDecide && <Checkbox checked={eachExport} onChange={(event) => setEachExport(event.target.checked)}>{say('每次导出都须审批', 'Every export is decided')}</Checkbox>}
        <div className="sh-row sh-wrap">
          {own && study.state === 'ACTIVE' && <Link className="study-open" to={study.id}>{say('查看记录与导出', 'Records and exports')}</Link>}
          {study.mayDecide && <Popconfirm title={say('同意开展这项研究？', 'Approve this study?')} description={say('分析员可查看所列派出所不含个人信息的记录，到期自动结束。', 'The analyst reads records without persons at these stations, until it ends by itself.')} okText={say('同意', 'Approve')} cancelText={say('取消', 'Cancel')} onConfirm={() => act(decide({ variables: { ...variables, releasesDecided: eachExport } }), say('已同意', 'Approved'))}><Button type="primary">{say('同意…', 'Approve …')}</Button></Popconfirm>}
          {study.mayDecide && <Button onClick={() => setRefusing(true)}>{say('不同意…', 'Refuse …')}</Button>}
          {mayEnd && <Popconfirm title={study.state === 'WAITING' ? say('撤回申请？', 'Take the request back?') : say('现在结束？', 'End it now?')} description={study.state === 'ACTIVE' && say('代号密钥随即销毁，不能恢复。', 'The key of its pseudonyms is destroyed for good.')} okText={say('确定', 'Yes')} cancelText={say('取消', 'Cancel')} onConfirm={() => act((own ? closeMine : close)({ variables }), say('已结束', 'Ended'))}><Button>{study.state === 'WAITING' ? say('撤回申请', 'Take back') : say('提前结束', 'End early')}</Button></Popconfirm>}
        </div>
      </div>
      {refusing && (
        <ReasonDrawer<object>
          title={say('不同意研究课题', 'Refuse the study')} hint={say('申请人会看到理由。', 'Whoever asked will read the reason.')} reasonLabel={say('理由', 'Reason')} submit={say('不同意', 'Refuse')} done={say('已告知申请人', 'They are told')}
          send={({ reason }) => decide({ variables: { ...variables, releasesDecided: false, refusal: reason } })} onClose={() => setRefusing(false)} onDone={onChanged}
        />
      )}
    </Card>
  );
}
