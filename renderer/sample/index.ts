export { forgetSample, type Sample, sampleBefore, sampleOf, setSample, useSample } from './samples.ts';
