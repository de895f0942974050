import { useMutation } from '@apollo/client/react';
import { Card, InlineError, PageHeader, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { JoinTeamDocument } from '../gql/team.js';

/** For whoever is called to somebody in distress and does not see the record yet: by its number and with a reason, told to the chief at once. */
export default function JoinPage() {
  const { say } = useWords();
  const { stationId, base } = useStation();
  const navigate = useNavigate();
  const id = useId();
  const [given, setGiven] = useState({ number: '', purpose: '' });
  const [join] = useMutation(JoinTeamDocument);
  const command = useCommand();
  const ready = given.number.trim() !== '' && given.purpose.trim() !== '';
  const set = (part: Partial<typeof given>) => {
    setGiven({ ...given, ...part });
    command.reset();
  };
  const send = () => void command.run(async (idempotencyKey) => {
    const { data } = await join({ variables: { stationId, number: given.number.trim(), purpose: given.purpose.trim(), idempotencyKey } });
    if (data) await navigate(`${base}/instances/${data.joinTeam.instanceId}`);
  });
  return (
    <>
      <PageHeader title={say('紧急加入知情人员', 'Join in need')} facts={say('情绪失落求助只有知情人员可见。接班、增援时凭编号和事由加入，所长随即收到通知，审计留痕。', 'A record of somebody in distress is seen by its team alone. Taking over or called to help, join by its number and with a reason: the chief is told at once, and it is on record.')} />
      <Card>
        <form className="sh-stack" style={{ maxWidth: 520, gap: 8 }} onSubmit={(event) => { event.preventDefault(); if (ready && !command.sending) send(); }}>
          <label htmlFor={`${id}n`}>{say('事项编号', 'Number')}</label>
          <Input id={`${id}n`} size="large" autoFocus autoComplete="off" maxLength={60} placeholder="QX-…" value={given.number} onChange={({ target }) => set({ number: target.value })} />
          <label htmlFor={`${id}p`}>{say('事由', 'Why')}</label>
          <Input id={`${id}p`} size="large" maxLength={200} placeholder={say('如：接替值班、到场增援', 'Like: took over the shift, called to the scene')} value={given.purpose} onChange={({ target }) => set({ purpose: target.value })} />
          <InlineError error={command.error} />
          <Button type="primary" size="large" htmlType="submit" disabled={!ready} loading={command.sending}>{say('加入并打开', 'Join and open')}</Button>
        </form>
      </Card>
    </>
  );
}
