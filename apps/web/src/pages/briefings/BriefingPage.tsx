import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, ErrorState, InlineError, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { SavingFile, useDownload } from '../../files/SavingFile.js';
import { BriefingDocument, CorrectBriefingDocument, RefreshBriefingDocument, WriteBriefingDocument, type BriefingFullFragment } from '../../gql/briefings.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';
import './briefings.css';
import { Editions, useEditions } from './Editions.js';
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
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const navigate = useNavigate();
  const toast = useToast();
  const command = useCommand();
  const download = useDownload();
  const [changed, setChanged] = useState<Partial<Texts>>();
  useUnsaved(changed !== undefined);
  const [sending, setSending] = useState(false);
  const editions = useEditions(briefing);
  const [write] = useMutation(WriteBriefingDocument);
  const [refresh] = useMutation(RefreshBriefingDocument);
  const [correct] = useMutation(CorrectBriefingDocument, { refetchQueries: ['Briefings'] });
  const { id, version, texts, edition } = briefing;
  const draft = briefing.state === 'DRAFT';
  const writes = draft && may(PERMISSIONS.writeBriefings);
  // What somebody else wrote meanwhile into another text stays.
  const written: Texts = { ...texts, ...changed };
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
  const writing: Writing | undefined = writes ? { texts: written, onChange: (name, value) => { command.reset(); setChanged({ ...changed, [name]: value }); } } : undefined;
  const busy = download.progress !== undefined || command.sending;
  const refused = command.error !== undefined && <div className="sh-row"><InlineError error={command.error} /><Button size="small" onClick={() => { command.reset(); onReload(); }}>{say('重新载入', 'Reload')}</Button></div>;
  return (
    <>
      <PageHeader
        title={say('警情分析周报 {week}', 'Weekly briefing {week}', { week: weekWords(briefing, say) })}
        chips={<>{edition > 1 && <Chip>{say('第 {edition} 版（更正）', 'edition {edition}, corrected', { edition })}</Chip>}{draft ? <Chip tone="warn">{say('待审定', 'draft')}</Chip> : <Chip tone="ok">{say('已发出', 'sent')}</Chip>}</>}
        facts={<Facts briefing={briefing} />}
        actions={<>
          <Button disabled={busy || changed !== undefined} onClick={() => file('docx')}>Word</Button>
          {briefing.pdf && <Button disabled={busy || changed !== undefined} onClick={() => file('pdf')}>PDF</Button>}
          {writes && <Button disabled={busy || changed !== undefined} onClick={bringUpToDate}>{say('更新数据', 'Bring figures up to date')}</Button>}
          {draft && may(PERMISSIONS.sendBriefings) && <Button type="primary" disabled={busy || changed !== undefined} title={changed === undefined ? undefined : say('请先保存', 'Save first')} onClick={() => setSending(true)}>{say('发出…', 'Send…')}</Button>}
          {!draft && may(PERMISSIONS.writeBriefings) && editions?.later === undefined && <Popconfirm title={say('生成更正版？已发出的这一版保持不变。', 'Begin a new edition? This one stays as it went out.')} okText={say('生成更正版', 'Begin')} cancelText={say('取消', 'Cancel')} onConfirm={begin}><Button loading={command.sending}>{say('更正', 'Correct')}</Button></Popconfirm>}
        </>}
      />
      {changed === undefined && refused}
      <SavingFile download={download} />
      {editions && <Editions editions={editions} />}
      <Sections briefing={briefing} writing={writing} />
      {changed !== undefined && (
        <div className="briefing-unsaved" role="status">
          <div>{refused || say('有未保存的修改。', 'There are changes that are not saved.')}</div>
          <Button onClick={() => { command.reset(); setChanged(undefined); }}>{say('放弃', 'Discard')}</Button>
          <Button type="primary" loading={command.sending} onClick={() => void save()}>{say('保存', 'Save')}</Button>
        </div>
      )}
      {!draft && <p><Link to={`${base}/briefings`}>{say('全部周报', 'All briefings')}</Link></p>}
      {sending && <SendDrawer briefing={briefing} onClose={() => setSending(false)} />}
    </>
  );
}

/** As of when its figures are, who sent it and to whom. */
function Facts({ briefing: { asOf, changedAt, changedBy, sentAt, sentBy, recipients } }: { briefing: BriefingFullFragment }) {
  const { say, textOf, moment } = useWords();
  const comma = say('、', ', ');
  const to = recipients === null ? [] : [...recipients.roleTitles.map(textOf), ...recipients.accounts.map(({ displayName }) => displayName), ...(recipients.bureau ? [say('分局领导', 'bureau’s leaders')] : [])];
  const parts = [
    say('数据截至 {moment}', 'Figures as of {moment}', { moment: moment(asOf) }),
    ...(sentAt === null && changedBy !== null ? [say('{moment} 由 {name} 修改', 'changed {moment} by {name}', { moment: moment(changedAt), name: changedBy.displayName })] : []),
    ...(sentAt === null ? [] : [say('{moment} 由 {name} 发出', 'sent {moment} by {name}', { moment: moment(sentAt), name: sentBy?.displayName ?? '' })]),
    ...(to.length === 0 ? [] : [say('发给{names}', 'to {names}', { names: to.join(comma) })]),
  ];
  return parts.join(' · ');
}

/** The browser asks before it closes a page with something unsaved. */
function useUnsaved(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);
}
