import { Chip, InlineError, serverClock, useTimeZone, useWords } from '@stationhouse/plugin-web';
import { localDateTime } from '@stationhouse/kernel';
import { Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { NOTE_KINDS, noteKindOf, type NoteKind } from '../review/words.js';
import { useTelling, type Review, type Scene } from '../review/useReview.js';

interface Props { readonly review: Review; readonly scene: Scene | undefined; readonly me: string | undefined; readonly onDone: () => void }

/** Three big keys, a few words, and – where it helps – what it is about and where. */
export function WriteNote({ review, scene, me, onDone }: Props) {
  const words = useWords();
  const { say, textOf } = words;
  const id = useId();
  const [kind, setKind] = useState<NoteKind>();
  const [said, setSaid] = useState('');
  const [objective, setObjective] = useState<number>();
  const [role, setRole] = useState<string>();
  const [point, setPoint] = useState<{ longitude: number; latitude: number }>();
  const telling = useTelling(review.id, onDone);
  const write = async () => {
    const payload = { kind, writtenOn: serverClock.now().toISOString(), ...(said.trim() === '' ? {} : { words: said.trim() }), ...(objective === undefined ? {} : { objective }), ...(role === undefined ? {} : { role }), ...(point === undefined ? {} : { point }) };
    if (!(await telling.tell('note', payload))) return;
    setKind(undefined);
    setSaid('');
    setPoint(undefined);
  };
  const objectives = scene?.objectives ?? [];
  return (
    <>
      <form className="sh-card observe-form" aria-label={say('记一条', 'A note')} onSubmit={(event) => { event.preventDefault(); void write(); }}>
        <div className="observe-keys" role="group" aria-label={say('类别', 'What')}>
          {NOTE_KINDS.map((one) => {
            const { words: label, sign } = noteKindOf(one, words);
            return <Button key={one} className={`observe-key observe-${one}`} aria-pressed={kind === one} {...(kind === one ? { type: 'primary' as const } : {})} onClick={() => { telling.reset(); setKind(one); }}><span aria-hidden="true" className="observe-sign">{sign}</span>{label}</Button>;
          })}
        </div>
        <label htmlFor={`${id}-words`}>{say('看到什么', 'What was seen')}</label>
        <Input.TextArea id={`${id}-words`} autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} value={said} onChange={(event) => { telling.reset(); setSaid(event.target.value); }} placeholder={say('写事情，不写姓名', 'What happened; no names')} />
        <div className="observe-about">
          {objectives.length > 0 && (
            <label>{say('关于目标', 'About an objective')}
              <Select allowClear size="large" value={objective ?? null} onChange={(value) => setObjective(value ?? undefined)} placeholder={say('不限', 'Any')} options={objectives.map(({ place, title }) => ({ value: place, label: `${place} ${title}` }))} />
            </label>
          )}
          {(scene?.roles.length ?? 0) > 0 && (
            <label>{say('关于岗位', 'About a role')}
              <Select allowClear size="large" value={role ?? null} onChange={(value) => setRole(value ?? undefined)} placeholder={say('不限', 'Any')} options={(scene?.roles ?? []).map((value, index) => ({ value, label: textOf(scene?.roleTitles[index]) }))} />
            </label>
          )}
        </div>
        <Whereabouts point={point} onPoint={setPoint} />
        <InlineError error={telling.error} />
        <Button type="primary" htmlType="submit" size="large" className="observe-send" disabled={kind === undefined} loading={telling.sending}>{kind === undefined ? say('先选类别', 'Choose what it is first') : say('记下', 'Write it down')}</Button>
      </form>
      <OwnNotes review={review} me={me} />
    </>
  );
}

/** Where it was seen, by one press; nobody is asked for it unasked. */
function Whereabouts({ point, onPoint }: { point: { longitude: number; latitude: number } | undefined; onPoint: (point: { longitude: number; latitude: number } | undefined) => void }) {
  const { say } = useWords();
  const [failed, setFailed] = useState(false);
  const [asking, setAsking] = useState(false);
  if (!('geolocation' in navigator)) return null;
  const ask = () => {
    setAsking(true);
    setFailed(false);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { setAsking(false); onPoint({ longitude: Math.round(coords.longitude * 1e5) / 1e5, latitude: Math.round(coords.latitude * 1e5) / 1e5 }); },
      () => { setAsking(false); setFailed(true); },
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  };
  return (
    <div className="sh-row">
      <Button loading={asking} onClick={point === undefined ? ask : () => onPoint(undefined)}>{point === undefined ? say('附上我的位置', 'Add where I am') : say('✓ 已附位置，点此去掉', '✓ Place added; leave it out')}</Button>
      {failed && <span className="sh-sub" role="status">{say('取不到位置，可不附', 'No position: leave it out')}</span>}
    </div>
  );
}

/** What I wrote, the newest first: by the drill's clock. What I said stays masked here, as everywhere without a purpose. */
function OwnNotes({ review, me }: { review: Review; me: string | undefined }) {
  const words = useWords();
  const { say } = words;
  const timeZone = useTimeZone();
  const own = (review.notes ?? []).filter(({ by }) => by === me).toReversed();
  if (own.length === 0) return null;
  return (
    <section className="sh-card" aria-label={say('我的记录', 'My notes')}>
      <h2>{say('我的记录（{count}）', 'My notes ({count})', { count: own.length })}</h2>
      <ul className="observe-notes">
        {own.map(({ on, runOn, kind, objective }, index) => {
          const shown = noteKindOf((kind ?? 'good') as NoteKind, words);
          return <li key={`${on} ${index}`}><time className="sh-num">{runOn ? localDateTime(new Date(runOn), timeZone).slice(11, 19) : '—'}</time><Chip tone={shown.tone}>{shown.sign} {shown.words}</Chip>{objective !== null && <span className="sh-sub">{say('目标 {objective}', 'objective {objective}', { objective })}</span>}</li>;
        })}
      </ul>
    </section>
  );
}
