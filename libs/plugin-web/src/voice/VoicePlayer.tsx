import { Button, Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { InlineError } from '../states.js';
import { useWords } from '../words.js';

const SPEEDS = [1, 1.25, 1.5];

/** `1:05`. @param seconds not negative */
export function timeInVoice(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

interface Props {
  readonly label: string;
  /** Fetches it, when it is first played: listening is a read that is recorded. Give a stable function. */
  readonly load: (signal: AbortSignal) => Promise<Blob>;
}

/** Plays a voice note: fetched when somebody presses play, with its length, a place to go to, and faster where time is short. Arrow keys move, space plays. */
export function VoicePlayer({ label, load }: Props) {
  const { say } = useWords();
  const audio = useRef<HTMLAudioElement>(null);
  const [sound, setSound] = useState<{ readonly address: string; readonly seconds: number }>();
  const [loading, setLoading] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState(1);
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  useEffect(() => () => { if (sound !== undefined) URL.revokeObjectURL(sound.address); }, [sound]);
  const fetchIt = async () => {
    abort.current = new AbortController();
    setLoading(true);
    setFailure(undefined);
    try {
      const blob = await load(abort.current.signal);
      setSound({ address: URL.createObjectURL(blob), seconds: await secondsOf(blob) });
    } catch (error) {
      if (!abort.current.signal.aborted) setFailure(error);
    } finally {
      setLoading(false);
    }
  };
  const toggle = () => {
    if (sound === undefined) return void fetchIt();
    if (playing) audio.current?.pause();
    else void audio.current?.play().catch(setFailure);
  };
  return (
    <div className="sh-voice" role="group" aria-label={label}>
      <div className="sh-row sh-voice-keys">
        <Button type="primary" ghost loading={loading} onClick={toggle} aria-label={`${playing ? say('暂停', 'Pause') : say('播放', 'Play')} ${label}`}>{playing ? say('暂停', 'Pause') : say('播放', 'Play')}</Button>
        {sound !== undefined && (
          <>
            <input type="range" className="sh-voice-place" min={0} max={Math.max(1, sound.seconds)} step={1} value={Math.min(at, sound.seconds)} aria-label={say('播放位置', 'Place')} aria-valuetext={timeInVoice(at)} onChange={(event) => { if (audio.current) audio.current.currentTime = Number(event.target.value); setAt(Number(event.target.value)); }} />
            <span className="sh-num">{timeInVoice(at)} / {timeInVoice(sound.seconds)}</span>
            <Segmented size="small" aria-label={say('倍速', 'Speed')} value={speed} options={SPEEDS.map((value) => ({ value, label: `${value}×` }))} onChange={(value) => { setSpeed(value); if (audio.current) audio.current.playbackRate = value; }} />
          </>
        )}
      </div>
      {/* What is said is in the note alone: whoever cannot hear it reads what the officer asked and wrote down. */}
      {sound !== undefined && <audio ref={audio} autoPlay src={sound.address} onPlay={({ currentTarget }) => { currentTarget.playbackRate = speed; setPlaying(true); }} onPause={() => setPlaying(false)} onEnded={() => setPlaying(false)} onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)} />}
      <InlineError error={failure} />
    </div>
  );
}

/** How long a note is: what a browser records as it goes does not say so itself. */
async function secondsOf(blob: Blob): Promise<number> {
  const context = new AudioContext();
  try {
    return (await context.decodeAudioData(await blob.arrayBuffer())).duration;
  } catch {
    return 0; // Played all the same; its end is where it ends.
  } finally {
    void context.close();
  }
}
