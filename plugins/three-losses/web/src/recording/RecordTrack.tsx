import { useAwayQueue, useStation, useWaiting, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import { Elapsed } from '../Elapsed.js';
import { searchPage } from '../paths.js';
import { recorderOf, type Recorder, type RecorderState, type Recording } from './recorder.js';
import './recording.css';

interface Props {
  readonly instanceId: string;
  /** Title and number of the search. */
  readonly subject: string;
  /** The person was found, or the search is over: nothing more is recorded. */
  readonly over: boolean;
}

/** 记录轨迹: the phone's own way in this search, from a press until another; whoever is recorded sees it all the time. */
export function RecordTrack({ instanceId, subject, over }: Props) {
  const { say } = useWords();
  const { stationId, base } = useStation();
  const recorder = recorderOf(useAwayQueue());
  const state = useSyncExternalStore(recorder.subscribe, recorder.current);
  const { recording } = state;
  const here = recording?.instanceId === instanceId ? recording : undefined;
  // After a phone that died the same recording goes on, or what it had is handed over.
  useEffect(() => void recorder.resume(), [recorder]);
  useEffect(() => {
    if (over && here !== undefined) void recorder.stop({ because: 'over' });
  }, [recorder, over, here]);
  const path = `${base}/${searchPage(instanceId)}`;
  if (over && state.stopped?.instanceId !== instanceId) return null;
  return (
    <section className="sh-card track" aria-label={say('记录轨迹', 'Record where I go')} data-recording={here !== undefined}>
      {here !== undefined ? <Running recording={here} recorder={recorder} path={path} /> : recording !== undefined ? (
        <p>{say('正在为另一起查找记录轨迹。', 'Another search is being recorded.')} <Link to={recording.path}>{recording.subject}</Link></p>
      ) : (
        <>
          <Ended state={state} instanceId={instanceId} />
          {!over && <Begin onBegin={() => recorder.begin({ stationId, instanceId, subject, path })} />}
        </>
      )}
    </section>
  );
}

/** Says what becomes of it before anything is recorded. */
function Begin({ onBegin }: { onBegin: () => void }) {
  const { say } = useWords();
  const [asking, setAsking] = useState(false);
  if (!globalThis.isSecureContext || !('geolocation' in navigator)) return <p className="sh-sub">{say('此地址或设备不能定位（需 https），不能记录轨迹。', 'This device or address (no https) tells no place: nothing can be recorded.')}</p>;
  if (!asking) return <Button block size="large" onClick={() => setAsking(true)}>{say('记录轨迹', 'Record where I go')}</Button>;
  return (
    <>
      <p className="track-why">{say('只在本次查找中记录，随时可停，人找到后自动停。本所参与查找的人能在地图上看到；随查找资料一并到期删除。记录时屏幕常亮，较费电；没有信号时存在手机里，联网后补传。', 'For this search alone, until you stop it or the person is found. Those who search at the station see it on the map; it is deleted with the search’s places. The screen stays on, which takes battery. Without a signal it is kept on the phone and sent later.')}</p>
      <div className="search-buttons">
        <Button type="primary" size="large" onClick={onBegin}>{say('开始记录', 'Begin')}</Button>
        <Button size="large" onClick={() => setAsking(false)}>{say('取消', 'Cancel')}</Button>
      </div>
    </>
  );
}

function Running({ recording, recorder, path }: { recording: Recording; recorder: Recorder; path: string }) {
  const { say } = useWords();
  const waiting = useWaiting(path).length;
  return (
    <div className="track-on" role="status">
      <span className="track-dot" aria-hidden="true" />
      <span className="track-facts">
        <b>{say('正在记录轨迹', 'Recording where you go')} <Elapsed since={recording.since} /></b>
        <span className="sh-sub">
          {say('{count, number} 个位置', '{count, plural, one {# position} other {# positions}}', { count: recording.count })}
          {recording.signal === 'seeking' ? ` · ${say('正在寻找定位信号', 'looking for a signal')}` : recording.accuracyM !== undefined && ` · ${say('误差约 {metres} 米', 'within {metres} m', { metres: recording.accuracyM })}`}
          {waiting > 0 && ` · ${say('{count} 批待上传', '{count} waiting to be sent', { count: waiting })}`}
        </span>
      </span>
      <Button danger onClick={() => void recorder.stop()}>{say('停止', 'Stop')}</Button>
    </div>
  );
}

function Ended({ state: { stopped }, instanceId }: { state: RecorderState; instanceId: string }) {
  const { say, textOf } = useWords();
  if (stopped === undefined || stopped.instanceId !== instanceId) return null;
  const { count } = stopped;
  const words = {
    asked: say('已停止记录，共 {count, number} 个位置。', 'Stopped: {count, plural, one {# position} other {# positions}}.', { count }),
    over: say('人已找到或查找已结束，轨迹已停止记录，共 {count, number} 个位置。', 'The person was found or the search is over: recording has stopped, with {count, plural, one {# position} other {# positions}}.', { count }),
    denied: say('手机不允许定位。请在浏览器的网站设置中允许“位置”，再开始记录。', 'The phone does not tell its place. Allow “location” for this site in the browser’s settings, then begin again.'),
  };
  return <p className={stopped.because === 'denied' || stopped.because === 'refused' ? 'sh-bad-ink' : 'sh-sub'} role="status">{stopped.because === 'refused' ? `${say('轨迹已停止记录：', 'Recording has stopped: ')}${textOf(stopped.failure.text)}` : words[stopped.because]}</p>;
}
