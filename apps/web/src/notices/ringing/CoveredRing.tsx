import { useMutation } from '@apollo/client/react';
import { useWords } from '@stationhouse/plugin-web';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { RingCoveredDocument, type RingCoveredMutation } from '../../gql/notices.js';
import { gradeInWords, type Grade } from './queue.js';
import { ringSetting } from './sound.js';
import { useSound } from './useRinging.js';
import './cut-off.css';

/** No live change comes to a locked page: it asks, often enough that nobody is called out for its silence. */
const LOOK_EVERY_MS = 5_000;

type Covered = RingCoveredMutation['ringCovered'];

/** What rings on a locked screen: that it does, how urgently, and nothing of what. */
export default function CoveredRing() {
  const { say } = useWords();
  const [look] = useMutation(RingCoveredDocument, { fetchPolicy: 'no-cache', context: { covered: true } });
  const sounds = useSyncExternalStore(ringSetting.subscribe, ringSetting.sounds);
  const [covered, setCovered] = useState<Covered>();
  useEffect(() => {
    let gone = false;
    const ask = () => void look({ variables: { rings: sounds } }).then(({ data }) => { if (!gone) setCovered(data?.ringCovered); }, () => undefined);
    ask();
    const timer = setInterval(ask, LOOK_EVERY_MS);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [look, sounds]);
  if (!covered || covered.ringing + covered.exerciseRinging === 0) return null;
  return (
    <p className="covered-ring" role="alert" data-testid="covered-ring" data-exercise={covered.ringing === 0}>
      <Sounding grade={gradeOfCovered(covered)} />
      <b>{covered.ringing > 0 ? say('{grade}：{count, number} 条紧急通知待签收', '{grade}: {count, plural, one {# urgent notice} other {# urgent notices}} to sign', { grade: gradeInWords({ priority: covered.priority ?? 2 }, say), count: covered.ringing }) : say('演练：{count, number} 条通知待签收', 'Exercise: {count, plural, one {# notice} other {# notices}} to sign', { count: covered.exerciseRinging })}</b>
      <span>{say('输入密码解锁后查看和签收。', 'Enter your password to see and sign.')}</span>
    </p>
  );
}

function gradeOfCovered({ ringing, priority }: Covered): Grade {
  if (ringing === 0) return 'exercise';
  return priority === 1 ? 'first' : priority === 3 ? 'third' : 'second';
}

function Sounding({ grade }: { grade: Grade }) {
  useSound(grade);
  return null;
}
