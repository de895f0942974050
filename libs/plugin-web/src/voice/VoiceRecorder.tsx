import { Button } from 'antd';
import { useWords, type Words } from '../words.js';
import { timeInVoice } from './VoicePlayer.js';
import { useRecording, VOICE_SECONDS, type VoiceFault, type VoiceNote } from './recording.js';

interface Props {
  /** What the note is called, without its ending. */
  readonly name: string;
  readonly disabled?: boolean;
  readonly onRecorded: (note: VoiceNote) => void;
}

/** 语音: records a note of at most three minutes. One press begins, one ends; it is shown that the microphone hears. */
export function VoiceRecorder({ name, disabled = false, onRecorded }: Props) {
  const { say } = useWords();
  const { state, seconds, level, fault, start, stop, cancel } = useRecording(name, onRecorded);
  if (state !== 'recording') {
    return (
      <div className="sh-voice">
        <Button size="large" block disabled={disabled} loading={state === 'asking'} onClick={start}><span aria-hidden="true">●</span> {state === 'asking' ? say('请允许使用麦克风…', 'Please allow the microphone…') : say('录语音（最长 {minutes} 分钟）', 'Record a voice note (up to {minutes} min)', { minutes: VOICE_SECONDS / 60 })}</Button>
        {fault !== undefined && <p className="sh-inline-error" role="alert">{faultInWords(fault, say)}</p>}
      </div>
    );
  }
  return (
    <div className="sh-voice sh-voice-on">
      <div className="sh-row"><b><span className="sh-voice-dot" aria-hidden="true" /> {say('正在录音', 'Recording')}</b><span className="sh-num sh-push" role="timer">{timeInVoice(seconds)} / {timeInVoice(VOICE_SECONDS)}</span></div>
      <meter className="sh-voice-level" min={0} max={1} value={level} aria-label={say('音量', 'Level')} />
      <div className="sh-row">
        <Button type="primary" size="large" autoFocus onClick={stop}>{say('说完了', 'Done')}</Button>
        <Button size="large" onClick={cancel}>{say('取消', 'Cancel')}</Button>
      </div>
    </div>
  );
}

function faultInWords(fault: VoiceFault, say: Words['say']): string {
  if (fault === 'unsupported') return say('此浏览器不能录音，请直接填写，或换用手机浏览器。', 'This browser cannot record: fill in the form, or use a phone.');
  if (fault === 'noDevice') return say('没有找到麦克风，请直接填写。', 'No microphone was found: fill in the form.');
  return say('没有获准使用麦克风。请在浏览器地址栏旁允许后重试，或直接填写。', 'The microphone was not allowed. Allow it beside the address and try again, or fill in the form.');
}
