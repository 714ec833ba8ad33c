import * as electron from 'electron';
import type { ElectronApi } from './electron-api.ts';
const x: ElectronApi = electron;
void x;
