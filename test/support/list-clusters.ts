import { createInterface } from 'node:readline';
import { WorkspaceClient } from '@databricks/sdk-experimental';

/**
 * The official SDK, told nothing but what its environment says: for each line that comes in, lists the clusters and
 * prints their names. One client for all of them, as in a program that runs all day.
 */
const client = new WorkspaceClient({});
for await (const _ of createInterface({ input: process.stdin })) {
  const names: string[] = [];
  for await (const cluster of client.clusters.list({})) names.push(cluster.cluster_name ?? '?');
  console.log(names.join(', '));
}
