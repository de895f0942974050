import { newId } from '@stationhouse/kernel';
import { InlineError, useFileReader, useFileSender, useStation, useWords, VoicePlayer, VoiceRecorder, type VoiceNote } from '@stationhouse/plugin-web';
import { Button, Progress } from 'antd';
import { useCallback, useState } from 'react';
import type { PartProps } from './FirstMinute.js';

/** What was said, to listen to; and another note to add while the search runs. */
export function VoiceNotes({ search, purpose, onChanged }: PartProps) {
  const { say, moment } = useWords();
  const { stationId, may } = useStation();
  const { instance } = search;
  const [adding, setAdding] = useState(false);
  const notes = instance.attachments.filter(({ voice }) => voice);
  const mayAdd = !instance.closed && may('attachment.add');
  if (notes.length === 0 && !mayAdd) return null;
  return (
    <section className="first-part" aria-label={say('语音', 'Voice notes')}>
      <h3>{say('语音', 'Voice notes')}</h3>
      {notes.map((note, index) => {
        const label = say('语音 {number} · {at}', 'Note {number} · {at}', { number: index + 1, at: moment(note.addedAt) });
        return <div key={note.id} className="first-note"><span className="sh-sub">{label}</span>{purpose.purpose === undefined ? <Button size="small" onClick={() => purpose.reveal(say('听取语音报告', 'Listening to the voice report'))}>{say('听取（留痕）', 'Listen (logged)')}</Button> : <Note path={`/api/stations/${stationId}/instances/${instance.id}/attachments/${note.id}`} label={label} purpose={purpose.purpose} />}</div>;
      })}
      {mayAdd && (adding || notes.length === 0 ? <Adding search={search} onAdded={() => { setAdding(false); onChanged(); }} /> : <div><Button onClick={() => setAdding(true)}>{say('再录一段', 'Another note')}</Button></div>)}
    </section>
  );
}

function Note({ path, label, purpose }: { readonly path: string; readonly label: string; readonly purpose: string }) {
  const read = useFileReader();
  const load = useCallback((signal: AbortSignal) => read(path, signal, { purpose }), [read, path, purpose]);
  return <VoicePlayer label={label} load={load} />;
}

function Adding({ search: { instance }, onAdded }: Pick<PartProps, 'search'> & { readonly onAdded: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const send = useFileSender();
  const [kept, setKept] = useState<{ readonly note: VoiceNote; readonly key: string }>();
  const [share, setShare] = useState<number>();
  const [failure, setFailure] = useState<unknown>();
  const sendIt = async (one: { readonly note: VoiceNote; readonly key: string }) => {
    setKept(one);
    setFailure(undefined);
    setShare(0);
    try {
      await send({ path: `/api/stations/${stationId}/instances/${instance.id}/attachments`, fields: { idempotencyKey: one.key, purpose: say('语音', 'Voice note'), kind: 'voice' }, file: one.note.file, onProgress: setShare, signal: new AbortController().signal });
      setKept(undefined);
      onAdded();
    } catch (error) {
      setFailure(error);
    } finally {
      setShare(undefined);
    }
  };
  if (share !== undefined) return <Progress percent={Math.round(share * 100)} aria-label={say('发送进度', 'Progress')} />;
  return (
    <>
      <VoiceRecorder name={say('语音', 'Voice note')} onRecorded={(note) => void sendIt({ note, key: newId() })} />
      <InlineError error={failure} />
      {kept !== undefined && <Button onClick={() => void sendIt(kept)}>{say('重新发送语音', 'Send the note again')}</Button>}
    </>
  );
}
