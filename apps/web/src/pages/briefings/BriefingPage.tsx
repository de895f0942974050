import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, ErrorState, InlineError, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { SavingFile, useDownload } from '../../files/SavingFile.js';
import { BriefingDocument, CorrectBriefingDocument, RefreshBriefingDocument, WriteBriefingDocument, type BriefingFullFragment } from '../../gql/briefings.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';
import './briefings.css';
import { Sections, type Texts, type Writing } from './Sections.js';
import { SendDrawer } from './SendDrawer.js';
import { fileName, weekWords } from './words.js';

/** One weekly briefing: figures as they were computed, texts to be written beside them, sent once somebody has read it. */
export default function BriefingPage() {
  const { id: briefingId = '' } = useParams();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(BriefingDocument, { variables: { stationId, briefingId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={10} />;
  return <Opened key={data.briefing.id} briefing={data.briefing} onReload={() => void refetch()} />;
}

function Opened({ briefing, onReload }: { briefing: BriefingFullFragment; onReload: () => void }) {
  const { say, moment } = useWords();
  const { stationId, base, may } = useStation();
  const navigate = useNavigate();
  const toast = useToast();
  const command = useCommand();
  const download = useDownload();
  const [changed, setChanged] = useState<Texts>();
  const [sending, setSending] = useState(false);
  const [write] = useMutation(WriteBriefingDocument);
  const [refresh] = useMutation(RefreshBriefingDocument);
  const [correct] = useMutation(CorrectBriefingDocument, { refetchQueries: ['Briefings'] });
  const { id, version, texts, edition } = briefing;
  const draft = briefing.state === 'DRAFT';
  const writes = draft && may(PERMISSIONS.writeBriefings);
  const written: Texts = changed ?? texts;
  const save = async () => {
    const { overview, incidents, map, clocks, followUps, drills, tasking } = written;
    const done = await command.run(() => write({ variables: { stationId, briefingId: id, expectedVersion: version, texts: { overview, incidents, map, clocks, followUps, drills, tasking } } }));
    if (!done) return;
    setChanged(undefined);
    toast.done(say('已保存', 'Saved'));
  };
  const bringUpToDate = () => void command.run(() => refresh({ variables: { stationId, briefingId: id, expectedVersion: version } })).then((done) => done && toast.done(say('数据已更新', 'The figures are up to date')));
  const begin = () => void command.run(async (key) => {
    const made = await correct({ variables: { stationId, briefingId: id, key } });
    if (made.data) await navigate(`${base}/briefings/${made.data.correctBriefing.id}`);
  });
  const file = (format: 'docx' | 'pdf') => void download.save(`/api/stations/${stationId}/briefings/${id}/file?format=${format}`, fileName(briefing, format));
  const writing: Writing | undefined = writes ? { texts: written, onChange: (name, value) => { command.reset(); setChanged({ ...written, [name]: value }); } } : undefined;
  const facts = say('数据截至 {moment}', 'Figures as of {moment}', { moment: moment(briefing.asOf) }) + (briefing.sentAt ? say(' · {moment} 由 {name} 发出', ' · sent {moment} by {name}', { moment: moment(briefing.sentAt), name: briefing.sentBy?.displayName ?? '' }) : '');
  const busy = download.progress !== undefined || command.sending;
  return (
    <>
      <PageHeader
        title={say('警情分析周报 {week}', 'Weekly briefing {week}', { week: weekWords(briefing, say) })}
        chips={<>{edition > 1 && <Chip>{say('更正第 {edition} 版', 'edition {edition}', { edition })}</Chip>}{draft ? <Chip tone="warn">{say('待审定', 'to be read')}</Chip> : <Chip tone="ok">{say('已发出', 'sent')}</Chip>}</>}
        facts={facts}
        actions={<>
          <Button disabled={busy || changed !== undefined} onClick={() => file('docx')}>Word</Button>
          {briefing.pdf && <Button disabled={busy || changed !== undefined} onClick={() => file('pdf')}>PDF</Button>}
          {writes && <Button disabled={busy || changed !== undefined} onClick={bringUpToDate}>{say('更新数据', 'Bring figures up to date')}</Button>}
          {writes && <Button type={changed === undefined ? 'default' : 'primary'} disabled={changed === undefined} loading={command.sending && changed !== undefined} onClick={() => void save()}>{say('保存', 'Save')}</Button>}
          {draft && may(PERMISSIONS.sendBriefings) && <Button type="primary" disabled={busy || changed !== undefined} title={changed === undefined ? undefined : say('请先保存', 'Save first')} onClick={() => setSending(true)}>{say('发出…', 'Send…')}</Button>}
          {!draft && may(PERMISSIONS.writeBriefings) && <Popconfirm title={say('生成更正版？已发出的这一版保持不变。', 'Begin a new edition? This one stays as it went out.')} okText={say('生成更正版', 'Begin')} cancelText={say('取消', 'Cancel')} onConfirm={begin}><Button loading={command.sending}>{say('更正', 'Correct')}</Button></Popconfirm>}
        </>}
      />
      {command.error !== undefined && <div className="sh-row"><InlineError error={command.error} /><Button size="small" onClick={() => { command.reset(); onReload(); }}>{say('重新载入', 'Reload')}</Button></div>}
      <SavingFile download={download} />
      {changed !== undefined && <p className="sh-sub" role="status">{say('有未保存的修改。', 'There are changes that are not saved.')}</p>}
      <Sections briefing={briefing} writing={writing} />
      {!draft && <p><Link to={`${base}/briefings`}>{say('全部周报', 'All briefings')}</Link></p>}
      {sending && <SendDrawer briefing={briefing} onClose={() => setSending(false)} />}
    </>
  );
}
