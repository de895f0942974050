import { spawn } from 'node:child_process';

/** The whole kill -9 test: `npm run faults`, or `npm run faults -- 200` for another number of kills. */
const kills = process.argv[2] ?? '50';
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', 'libs/workflow-runtime/test/faults'];
const child = spawn(process.execPath, jest, { stdio: 'inherit', env: { ...process.env, FAULT_KILLS: kills } });
child.once('exit', (code) => process.exit(code ?? 1));
