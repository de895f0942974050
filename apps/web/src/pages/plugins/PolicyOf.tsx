import { useQuery } from '@apollo/client/react';
import { ErrorState, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { BureauPluginsDocument } from '../../gql/plugins.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import PolicyDrawer from './PolicyDrawer.js';

/** The policy on one plugin, opened from anywhere in the bureau. */
export default function PolicyOf({ pluginId, onClose }: { pluginId: string; onClose: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const { data, error, refetch } = useQuery(BureauPluginsDocument, { variables: { bureauId }, fetchPolicy: 'network-only' });
  const standing = data?.bureauPlugins.find(({ plugin }) => plugin.id === pluginId);
  if (standing !== undefined) return <PolicyDrawer standing={standing} onClose={onClose} onDone={onClose} />;
  return (
    <SideDrawer open title={say('插件策略', 'Policy on a plugin')} onClose={onClose} size="min(640px, 100vw)" destroyOnHidden>
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={4} />}
    </SideDrawer>
  );
}
