import type { ClassicRequest, LinkRequest, LoadRequest, PartAction } from '@blog/lab/state';
import { send } from '../api/call';

export async function actOn(name: string, action: PartAction): Promise<void> {
  await send('lab', 'POST /lab/parts/{name}/{action}', { params: { name, action } });
}

export async function setLink(service: string, link: LinkRequest): Promise<void> {
  await send('lab', 'PUT /lab/links/{service}', { params: { service }, body: link });
}

export async function setLoad(load: LoadRequest): Promise<void> {
  await send('lab', 'PUT /lab/load', { body: load });
}

export async function endLoad(): Promise<void> {
  await send('lab', 'DELETE /lab/load');
}

export async function setClassic(state: ClassicRequest['state']): Promise<void> {
  await send('lab', 'PUT /lab/classic', { body: { state } });
}
