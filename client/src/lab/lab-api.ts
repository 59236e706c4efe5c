import type { ClassicRequest, LinkRequest, LoadRequest, PartAction } from '@blog/lab/state';
import { request } from '../api/request';

export async function actOn(part: string, action: PartAction): Promise<void> {
  await request('lab', `/parts/${part}/${action}`, { method: 'POST' });
}

export async function setLink(service: string, link: LinkRequest): Promise<void> {
  await request('lab', `/links/${service}`, { method: 'PUT', body: link });
}

export async function setLoad(load: LoadRequest): Promise<void> {
  await request('lab', '/load', { method: 'PUT', body: load });
}

export async function endLoad(): Promise<void> {
  await request('lab', '/load', { method: 'DELETE' });
}

export async function setClassic(state: ClassicRequest['state']): Promise<void> {
  await request('lab', '/classic', { method: 'PUT', body: { state } });
}
