import { useCallback, useEffect, useRef, useState } from 'react';

/** A note is at most this long: what is longer is a conversation. */
export const VOICE_SECONDS = 180;

/** A voice note as it was recorded. */
export interface VoiceNote {
  readonly file: File;
  readonly seconds: number;
}

/** Why nothing can be recorded. */
export type VoiceFault = 'unsupported' | 'refused' | 'noDevice';

export interface Recording {
  readonly state: 'idle' | 'asking' | 'recording';
  readonly seconds: number;
  /** How loud it is now, 0 … 1: shows that the microphone hears. */
  readonly level: number;
  readonly fault: VoiceFault | undefined;
  start(): void;
  /** Ends it; what was said is handed over. */
  stop(): void;
  /** Ends it; what was said is dropped. */
  cancel(): void;
}

/** What browsers record, the smallest first; Safari knows MP4 alone. The server knows the file by its content. */
const KINDS = [
  { type: 'audio/webm;codecs=opus', ending: 'webm' },
  { type: 'audio/mp4', ending: 'mp4' },
  { type: 'audio/webm', ending: 'webm' },
] as const;
const BITS_PER_SECOND = 32_000;

/** Records the microphone; leaving the page lets go of it. @param name of the file, without its ending */
export function useRecording(name: string, onRecorded: (note: VoiceNote) => void): Recording {
  const [state, setState] = useState<Recording['state']>('idle');
  const [seconds, setSeconds] = useState(0);
  const [level, setLevel] = useState(0);
  const [fault, setFault] = useState<VoiceFault>();
  const end = useRef<(keep: boolean) => void>(undefined);
  const latest = useRef({ name, onRecorded });
  useEffect(() => {
    latest.current = { name, onRecorded };
  });
  useEffect(() => () => end.current?.(false), []);
  const start = useCallback(() => {
    const kind = typeof MediaRecorder === 'undefined' ? undefined : KINDS.find(({ type }) => MediaRecorder.isTypeSupported(type));
    if (kind === undefined || navigator.mediaDevices === undefined) return setFault('unsupported');
    setFault(undefined);
    setState('asking');
    setSeconds(0);
    let left = false;
    end.current = () => { left = true; };
    navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } }).then((stream) => {
      if (left) return letGo(stream);
      const parts: Blob[] = [];
      const recorder = new MediaRecorder(stream, { mimeType: kind.type, audioBitsPerSecond: BITS_PER_SECOND });
      const began = performance.now();
      const passed = () => (performance.now() - began) / 1000;
      const meter = meterOf(stream);
      const tick = setInterval(() => {
        setSeconds(passed());
        setLevel(meter.level());
        if (passed() >= VOICE_SECONDS) end.current?.(true);
      }, 100);
      recorder.ondataavailable = ({ data }) => { if (data.size > 0) parts.push(data); };
      end.current = (keep) => {
        end.current = undefined;
        clearInterval(tick);
        const length = passed();
        recorder.onstop = () => {
          meter.close();
          letGo(stream);
          if (keep) latest.current.onRecorded({ file: new File(parts, `${latest.current.name}.${kind.ending}`, { type: kind.type }), seconds: length });
        };
        recorder.stop();
        setLevel(0);
        setState('idle');
      };
      recorder.start(1_000);
      setState('recording');
    }, (error: unknown) => {
      end.current = undefined;
      setState('idle');
      setFault(error instanceof DOMException && error.name === 'NotFoundError' ? 'noDevice' : 'refused');
    });
  }, []);
  const stop = useCallback(() => end.current?.(true), []);
  const cancel = useCallback(() => {
    end.current?.(false);
    setState('idle');
  }, []);
  return { state, seconds, level, fault, start, stop, cancel };
}

function letGo(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** How loud a stream is. */
function meterOf(stream: MediaStream): { level(): number; close(): void } {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(wave);
      return Math.min(1, Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length) * 6);
    },
    close: () => void context.close(),
  };
}
