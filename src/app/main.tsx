import { createEngine } from '../engine/client/create-engine.ts';
import { start } from './start.tsx';

start(createEngine());
