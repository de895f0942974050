import { useWords, VoicePlayer, type VoiceNote } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useCallback } from 'react';

/** A note that was recorded and not sent yet: to listen to, or to record anew. */
export function Heard({ note, onDrop }: { readonly note: VoiceNote; readonly onDrop: () => void }) {
  const { say } = useWords();
  const load = useCallback(async () => note.file as Blob, [note]);
  return (
    <div className="sh-stack">
      <VoicePlayer label={say('语音（{seconds} 秒）', 'Voice note ({seconds} s)', { seconds: Math.round(note.seconds) })} load={load} />
      <div><Button onClick={onDrop}>{say('重录', 'Record anew')}</Button></div>
    </div>
  );
}
