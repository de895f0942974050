import { useWords } from '@stationhouse/plugin-web';
import type { LeftTo, StaffMoveKind, StaffMoveState } from '../../../gql/moves.js';

/** How somebody goes. */
export function useMoveKinds(): Record<StaffMoveKind, string> {
  const { say } = useWords();
  return { TRANSFER: say('调动', 'Transfer'), LEAVE: say('离职', 'Leaves the service'), RETIRE: say('退休', 'Retires') };
}

/** How far a move has come. */
export function useMoveStates(): Record<StaffMoveState, { readonly label: string; readonly tone: 'info' | 'ok' | 'bad' | undefined }> {
  const { say } = useWords();
  return {
    WAITING: { label: say('待生效', 'Waiting'), tone: 'info' },
    CARRIED: { label: say('已生效', 'In effect'), tone: 'ok' },
    CANCELLED: { label: say('已取消', 'Cancelled'), tone: undefined },
    FAILED: { label: say('未能生效', 'Failed'), tone: 'bad' },
  };
}

/** Where something goes that hangs on somebody. */
export function useDestinations(): Record<LeftTo, string> {
  const { say } = useWords();
  return {
    PERSON: say('移交', 'to'),
    POOL: say('退回岗位，由同岗人员领取', 'back to its role, for a colleague to take'),
    IN_CHARGE: say('无同岗人员，交', 'nobody has the role; to'),
    NOBODY: say('无人可接', 'nobody to take it'),
    STAYS: say('留在原所', 'stays with the station'),
    ENDS: say('随调动结束', 'ends with the move'),
    FLAGGED: say('标记待更换，直到确认换好', 'marked until somebody confirms the replacement'),
  };
}
