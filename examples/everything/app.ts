import { App } from 'aws-cdk-lib';
import { createCatalog } from './catalog';
import { createFeed } from './feed';
import { createPartners } from './partners';
import { createShop } from './shop';

export const app = new App();

const catalog = createCatalog(app);
export const shop = createShop(app, catalog);
export const feed = createFeed(app, catalog);
export const partners = createPartners(app, shop);
