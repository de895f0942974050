import { ExerciseMark, serverClock, useScope, useWords } from '@stationhouse/plugin-web';
import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { RingingNoticeFragment } from '../../gql/notices.js';
import { useMe } from '../../session/me.js';
import { session } from '../../session/session.js';
import { linkOf } from '../links.js';
import { useNoticeActions } from '../useNotices.js';
import { gradeInWords, gradeOf, sinceInWords } from './queue.js';
import { allowSound, ringSetting } from './sound.js';
import { useHeard, useNews, useRingingTitle, useSound } from './useRinging.js';
import './ring.css';

/** Shown below the first; the others are one click away. */
const MOST_BELOW = 3;
/** A press that was on its way to something else, when the strip moved under it or the next notice came first, signs nothing. */
const UNREAD_MS = 400;

interface RingProps {
  /** Real ones before exercises, by priority, the longest first. */
  readonly queue: readonly RingingNoticeFragment[];
  /** How many ring in all. */
  readonly total: number;
}

/** What rings, above every page until somebody signs: the first with all there is to say, those after it in a line each. */
export default function Ring({ queue, total }: RingProps) {
  const { say, textOf } = useWords();
  const { base } = useScope();
  const [first, ...others] = queue;
  // A locked screen is covered: what covers it rings.
  const locked = useSyncExternalStore(session.subscribe, isLocked);
  const below = others.slice(0, MOST_BELOW);
  const { sounds, mutedUntil } = useSound(first === undefined ? 'exercise' : gradeOf(first), locked);
  useNews(queue);
  useHeard(queue, sounds && mutedUntil === 0, locked);
  const press = usePress(first);
  useRingingTitle(first === undefined ? document.title : `❗ ${say('待签收 {total}', '{total} to sign', { total })} · ${textOf(first.title)}`);
  if (first === undefined) return null;
  const more = total - 1 - below.length;
  return (
    <section className="ring" data-grade={gradeOf(first)} aria-label={say('待签收的紧急通知', 'Urgent notices to sign')} data-testid="urgent">
      <First key={first.id} notice={first} press={press} sound={<Sound sounds={sounds} mutedUntil={mutedUntil} first={first} />} />
      {below.length > 0 && <ul className="ring-below">{below.map((notice) => <Below key={notice.id} notice={notice} />)}</ul>}
      {more > 0 && <div className="ring-foot"><Link to={`${base}/notices?show=ringing`}>{say('另有 {more} 条', '{more} more', { more })}</Link></div>}
    </section>
  );
}

const isLocked = () => session.state.status === 'signed-in' && session.state.locked;

function First({ notice, press, sound }: { notice: RingingNoticeFragment; press: Press; sound: ReactNode }) {
  const { say, textOf } = useWords();
  const me = useMe();
  const link = linkOf(me, notice);
  const place = me.stations.length > 1 || notice.signature === 'TAKE_ON' ? me.stations.find(({ station }) => station.id === notice.stationId)?.station.name : undefined;
  const others = notice.told.map(({ name, atBureau }) => (atBureau ? say('{name}（分局）', '{name} (bureau)', { name }) : name));
  return (
    <div className="ring-first">
      <div className="ring-words">
        <div role="alert" className="ring-title">
          <Mark notice={notice} /> {notice.exercise && <ExerciseMark />} {place && <span>{place} · </span>}<b>{textOf(notice.title)}</b> {notice.body && <span className="ring-body">{textOf(notice.body)}</span>}
        </div>
        <div className="ring-facts">
          <Since toldAt={notice.createdAt} />
          <Climbs notice={notice} />
          {notice.silent && <strong>{say('值班终端无响应，已上报', 'No device on duty answered: escalated')}</strong>}
          {notice.takenBy && <strong>{say('分局 {who} 已接手，等本所签收', '{who} at the bureau has taken it on; the station still signs', { who: notice.takenBy })}</strong>}
          {notice.signature === 'TAKE_ON' && <span>{say('接手后仍由本所签收办理', 'taken on, it is still the station’s to sign')}</span>}
          {others.length > 0 && <span>{say('已通知：{people}', 'Told: {people}', { people: others.join(say('、', ', ')) })}</span>}
        </div>
      </div>
      <div className="ring-acts">
        {sound}
        {link && <Link to={link} className="ring-open">{say('打开', 'Open')}</Link>}
        <button type="button" className="ring-sign" aria-keyshortcuts="F9" disabled={!press.ready} aria-busy={press.sending} aria-label={signInWords(notice, say, textOf(notice.title))} onClick={press.act}>
          {notice.signature === 'TAKE_ON' ? say('接手', 'Take on') : say('签收', 'Sign')} <kbd aria-hidden="true">F9</kbd>
        </button>
      </div>
    </div>
  );
}

function Below({ notice }: { notice: RingingNoticeFragment }) {
  const { say, textOf } = useWords();
  const link = linkOf(useMe(), notice);
  const { sending, sign } = useNoticeActions();
  const title = textOf(notice.title);
  return (
    <li data-grade={gradeOf(notice)}>
      <span className="ring-line"><Mark notice={notice} /> {notice.exercise && <ExerciseMark />} {link ? <Link to={link}>{title}</Link> : title} {notice.record?.number && <span className="ring-number">{notice.record.number}</span>} <Since toldAt={notice.createdAt} /></span>
      <button type="button" className="ring-sign" aria-busy={sending === notice.id} aria-label={signInWords(notice, say, title)} onClick={() => void sign(notice)}>{notice.signature === 'TAKE_ON' ? say('接手', 'Take on') : say('签收', 'Sign')}</button>
    </li>
  );
}

function signInWords({ signature }: RingingNoticeFragment, say: ReturnType<typeof useWords>['say'], title: string): string {
  return signature === 'TAKE_ON' ? say('接手：{title}（本所仍须签收）', 'Take on: {title} (the station still signs)', { title }) : say('签收：{title}', 'Sign: {title}', { title });
}

/** The grade by colour, shape and word. */
function Mark({ notice }: { notice: RingingNoticeFragment }) {
  const { say } = useWords();
  return <span className="ring-mark" data-grade={gradeOf(notice)}><i aria-hidden="true">!</i>{gradeInWords(notice, say)}</span>;
}

function Since({ toldAt }: { toldAt: string }) {
  const { say } = useWords();
  return <span className="ring-since" role="timer" aria-live="off">{say('已响 {since}', 'ringing for {since}', { since: sinceInWords(toldAt, useSecond()) })}</span>;
}

function Climbs({ notice: { climbsAt, stage } }: { notice: RingingNoticeFragment }) {
  const { say } = useWords();
  const now = useSecond();
  if (!climbsAt) return stage === 'BUREAU' ? <span>{say('已上报分局', 'escalated to the bureau')}</span> : null;
  const seconds = Math.max(0, Math.ceil((Date.parse(climbsAt) - now) / 1000));
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return <span className="ring-since">{stage === 'ADDRESSED' ? say('{left} 后上报带班领导', 'to the duty commander in {left}', { left }) : say('{left} 后上报分局', 'to the bureau in {left}', { left })}</span>;
}

/** The server's time in milliseconds, every second. */
function useSecond(): number {
  const [now, setNow] = useState(() => serverClock.now().getTime());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverClock.now().getTime()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface Press {
  /** False until what stands first has stood there long enough to be seen. */
  readonly ready: boolean;
  readonly sending: boolean;
  readonly act: () => void;
}

/** Signs what stands first, by the button or by F9 from wherever one types; never what has not stood there long enough to be seen. */
function usePress(first: RingingNoticeFragment | undefined): Press {
  const { sending, sign } = useNoticeActions();
  const [seen, setSeen] = useState<string>();
  const id = first?.id;
  useEffect(() => {
    const timer = setTimeout(() => setSeen(id), UNREAD_MS);
    return () => clearTimeout(timer);
  }, [id]);
  const ready = id !== undefined && seen === id;
  const act = () => {
    if (first !== undefined && ready && sending === undefined) void sign(first);
  };
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'F9' || event.repeat || document.querySelector('[data-lock]')) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return { ready, sending: sending !== undefined, act };
}

/** The way to allow sound where the browser keeps the page silent, and half a minute of quiet. */
function Sound({ sounds, mutedUntil, first }: { sounds: boolean; mutedUntil: number; first: RingingNoticeFragment }) {
  const { say } = useWords();
  if (!sounds) return <button type="button" className="ring-allow" onClick={() => void allowSound(gradeOf(first))}>{say('点此开启响铃', 'Press to hear it ring')}</button>;
  if (mutedUntil > 0) return <button type="button" className="ring-quiet" onClick={() => ringSetting.unmute()}>{say('本机已静音，30 秒内恢复 · 立即恢复', 'This device is quiet for 30 s · ring now')}</button>;
  return <button type="button" className="ring-quiet" onClick={() => ringSetting.mute()}>{say('本机静音 30 秒', 'Quiet this device for 30 s')}</button>;
}
