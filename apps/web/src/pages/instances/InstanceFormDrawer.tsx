import { useQuery } from '@apollo/client/react';
import { ErrorState, Loading, useStation, useWords, type InstanceFormProps } from '@stationhouse/plugin-web';
import { useState } from 'react';
import { InstanceFormDocument, type InstanceFormQuery } from '../../gql/instance-form.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import TaskDrawer from '../tasks/TaskDrawer.js';
import EventDrawer from './EventDrawer.js';

type Instance = InstanceFormQuery['instance'];

/** The drawer of a task or an event on a page of a plugin. What is asked is read when it opens, and stays as it was while somebody writes. */
export default function InstanceFormDrawer(props: InstanceFormProps) {
  const { stationId } = useStation();
  const [opened, setOpened] = useState<Instance>();
  const { data, error, refetch } = useQuery(InstanceFormDocument, { variables: { stationId, id: props.instanceId }, skip: opened !== undefined, fetchPolicy: 'network-only' });
  if (opened === undefined && data !== undefined) setOpened(data.instance);
  if (opened !== undefined) return <Asked {...props} instance={opened} />;
  return <SideDrawer open onClose={props.onClose} size="min(560px, 100vw)" destroyOnHidden>{error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={5} />}</SideDrawer>;
}

function Asked({ instance, task: taskId, event: eventId, outcome, initial, onClose, onDone }: InstanceFormProps & { readonly instance: Instance }) {
  const { say } = useWords();
  const task = instance.tasks.find(({ id, mayComplete }) => id === taskId && mayComplete);
  const event = instance.acceptedEvents.find(({ id }) => id === eventId);
  if (task) return <TaskDrawer task={task} outcome={outcome} initial={initial} onClose={onClose} onDone={onDone} />;
  if (event) return <EventDrawer instance={instance} event={event} initial={initial} regardless onClose={onClose} onDone={onDone} />;
  return (
    <SideDrawer open title={say('已有变化', 'This has changed')} onClose={onClose} size="min(560px, 100vw)" destroyOnHidden>
      <p role="status">{say('这一步已由别人办理，或目前不能办理。请关闭后查看最新情况。', 'Somebody else has done this, or it cannot be done at present. Close this and see how things stand.')}</p>
    </SideDrawer>
  );
}
