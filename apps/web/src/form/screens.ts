import type { TextScreen } from '@stationhouse/workflow';
import { createContext, useContext, useEffect, useState } from 'react';

/** What must never be written down in a workflow; fetched with its first form. Without pages that say so: nothing. Give a constant. */
export const FormScreens = createContext<(workflow: string) => Promise<readonly TextScreen[]>>(() => Promise.resolve(NONE));

const NONE: readonly TextScreen[] = [];

/** The screens of a workflow, for a form to say at once what the server would refuse; none until they are there. */
export function useScreens(workflow: string | undefined): readonly TextScreen[] {
  const screensOf = useContext(FormScreens);
  const [loaded, setLoaded] = useState(NONE);
  useEffect(() => {
    let current = true;
    // Without them the server still refuses.
    if (workflow !== undefined) screensOf(workflow).then((screens) => current && setLoaded(screens), () => undefined);
    return () => {
      current = false;
    };
  }, [screensOf, workflow]);
  return loaded;
}
