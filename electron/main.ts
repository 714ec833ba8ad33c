import { mkdirSync } from 'node:fs';
import * as electron from 'electron';
import { startDesktop } from './desktop.ts';
import { openSettings } from './settings.ts';
import { systemTimers } from './timers.ts';

const { app } = electron;
const userData = app.getPath('userData');
mkdirSync(userData, { recursive: true });

void startDesktop({
  electron,
  installation: {
    packaged: app.isPackaged,
    root: app.getAppPath(),
    resources: process.resourcesPath,
    platform: process.platform,
    arch: process.arch,
  },
  settings: openSettings(userData),
  argv: process.argv,
  folder: process.cwd(),
  userData,
  env: process.env,
  timers: systemTimers,
});
