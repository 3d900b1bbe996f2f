import { api } from '@/common/api';
import { useLoad } from '@/common/load';
import { exam } from './session';

/** The code tables of the exam that the pages are about. */
export const useCodes = () =>
  useLoad((signal) => api.get('/api/catalog/codes', { query: { exam: exam.value?.id }, signal }));
