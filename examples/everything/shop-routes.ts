import { JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';
import { RequestValidation, type RouteOptions } from 'cdk-multi-region-serverless-api';

export const SHOP_RESOURCES = [
  'products', 'categories', 'reviews', 'carts', 'orders', 'payments', 'shipments', 'customers', 'addresses', 'suppliers', 'stock', 'reports',
] as const;

export type ShopResource = typeof SHOP_RESOURCES[number];

export type Callers = 'everybody' | 'customers' | 'staff' | 'suppliers' | 'carriers';

interface ShopRoute extends Omit<RouteOptions, 'authorizer'> {
  /** Whose function answers. */
  readonly resource: ShopResource;
  readonly method: string;
  readonly path: string;
  /** Who may call it: the customers, unless told otherwise. */
  readonly for?: Callers;
}

const BODY = RequestValidation.body({ type: JsonSchemaType.OBJECT, minProperties: 1 });
const ORDER = RequestValidation.bodyAndParameters({
  type: JsonSchemaType.OBJECT,
  required: ['cart', 'address'],
  properties: { cart: { type: JsonSchemaType.STRING }, address: { type: JsonSchemaType.STRING } },
}, 'header.Idempotency-Key');
const MONTH = RequestValidation.parameters('querystring.month');
const SEARCH = { rateLimit: 200, burstLimit: 100 };
const CHECKOUT = { rateLimit: 300, burstLimit: 150 };

/** All routes of the shop, in every Region. */
export const ROUTES: ShopRoute[] = [
  { resource: 'products', method: 'GET', path: '/products', for: 'everybody', throttle: SEARCH },
  { resource: 'products', method: 'POST', path: '/products', for: 'staff', requestValidation: BODY },
  { resource: 'products', method: 'GET', path: '/products/{product}', for: 'everybody' },
  { resource: 'products', method: 'PUT', path: '/products/{product}', for: 'staff', requestValidation: BODY },
  { resource: 'products', method: 'DELETE', path: '/products/{product}', for: 'staff' },
  { resource: 'products', method: 'GET', path: '/products/{product}/variants', for: 'everybody' },

  { resource: 'categories', method: 'GET', path: '/categories', for: 'everybody' },
  { resource: 'categories', method: 'POST', path: '/categories', for: 'staff', requestValidation: BODY },
  { resource: 'categories', method: 'GET', path: '/categories/{category}', for: 'everybody' },
  { resource: 'categories', method: 'PUT', path: '/categories/{category}', for: 'staff', requestValidation: BODY },
  { resource: 'categories', method: 'DELETE', path: '/categories/{category}', for: 'staff' },

  { resource: 'reviews', method: 'GET', path: '/products/{product}/reviews', for: 'everybody' },
  { resource: 'reviews', method: 'POST', path: '/products/{product}/reviews', requestValidation: BODY },
  { resource: 'reviews', method: 'GET', path: '/products/{product}/reviews/{review}', for: 'everybody' },
  { resource: 'reviews', method: 'PUT', path: '/products/{product}/reviews/{review}', requestValidation: BODY },
  { resource: 'reviews', method: 'DELETE', path: '/products/{product}/reviews/{review}' },

  { resource: 'carts', method: 'POST', path: '/carts', requestValidation: BODY },
  { resource: 'carts', method: 'GET', path: '/carts/{cart}' },
  { resource: 'carts', method: 'DELETE', path: '/carts/{cart}' },
  { resource: 'carts', method: 'PUT', path: '/carts/{cart}/lines/{line}', requestValidation: BODY },
  { resource: 'carts', method: 'DELETE', path: '/carts/{cart}/lines/{line}' },

  { resource: 'orders', method: 'GET', path: '/orders' },
  { resource: 'orders', method: 'POST', path: '/orders', throttle: CHECKOUT, requestValidation: ORDER },
  { resource: 'orders', method: 'GET', path: '/orders/{order}' },
  { resource: 'orders', method: 'PUT', path: '/orders/{order}', for: 'staff', requestValidation: BODY },
  { resource: 'orders', method: 'POST', path: '/orders/{order}/cancellations', requestValidation: BODY },
  { resource: 'orders', method: 'POST', path: '/orders/{order}/returns', requestValidation: BODY },

  { resource: 'payments', method: 'GET', path: '/orders/{order}/payments' },
  { resource: 'payments', method: 'POST', path: '/orders/{order}/payments', throttle: CHECKOUT, requestValidation: BODY },
  { resource: 'payments', method: 'GET', path: '/orders/{order}/payments/{payment}' },
  { resource: 'payments', method: 'POST', path: '/orders/{order}/payments/{payment}/refunds', for: 'staff', requestValidation: BODY },

  { resource: 'shipments', method: 'GET', path: '/shipments', for: 'carriers' },
  { resource: 'shipments', method: 'POST', path: '/shipments', for: 'staff', requestValidation: BODY },
  { resource: 'shipments', method: 'GET', path: '/shipments/{shipment}', for: 'carriers' },
  { resource: 'shipments', method: 'PUT', path: '/shipments/{shipment}', for: 'carriers', requestValidation: BODY },
  { resource: 'shipments', method: 'POST', path: '/shipments/{shipment}/events', for: 'carriers', requestValidation: BODY },

  { resource: 'customers', method: 'GET', path: '/customers', for: 'staff' },
  { resource: 'customers', method: 'POST', path: '/customers', for: 'staff', requestValidation: BODY },
  { resource: 'customers', method: 'GET', path: '/customers/{customer}' },
  { resource: 'customers', method: 'PUT', path: '/customers/{customer}', requestValidation: BODY },
  { resource: 'customers', method: 'DELETE', path: '/customers/{customer}' },

  { resource: 'addresses', method: 'GET', path: '/customers/{customer}/addresses' },
  { resource: 'addresses', method: 'POST', path: '/customers/{customer}/addresses', requestValidation: BODY },
  { resource: 'addresses', method: 'GET', path: '/customers/{customer}/addresses/{address}' },
  { resource: 'addresses', method: 'PUT', path: '/customers/{customer}/addresses/{address}', requestValidation: BODY },
  { resource: 'addresses', method: 'DELETE', path: '/customers/{customer}/addresses/{address}' },

  { resource: 'suppliers', method: 'GET', path: '/suppliers', for: 'staff' },
  { resource: 'suppliers', method: 'POST', path: '/suppliers', for: 'staff', requestValidation: BODY },
  { resource: 'suppliers', method: 'GET', path: '/suppliers/{supplier}', for: 'suppliers' },
  { resource: 'suppliers', method: 'PUT', path: '/suppliers/{supplier}', for: 'suppliers', requestValidation: BODY },
  { resource: 'suppliers', method: 'DELETE', path: '/suppliers/{supplier}', for: 'staff' },

  { resource: 'stock', method: 'GET', path: '/stock', for: 'suppliers' },
  { resource: 'stock', method: 'GET', path: '/stock/{product}', for: 'suppliers' },
  { resource: 'stock', method: 'PUT', path: '/stock/{product}', for: 'suppliers', requestValidation: BODY },
  { resource: 'stock', method: 'POST', path: '/stock/{product}/corrections', for: 'staff', requestValidation: BODY },
  { resource: 'stock', method: 'GET', path: '/stock/{product}/corrections', for: 'staff' },

  { resource: 'reports', method: 'GET', path: '/reports', for: 'everybody', apiKeyRequired: true, requestValidation: MONTH },
  { resource: 'reports', method: 'POST', path: '/reports', for: 'staff', requestValidation: BODY },
  { resource: 'reports', method: 'GET', path: '/reports/{report}', for: 'everybody', apiKeyRequired: true },
  { resource: 'reports', method: 'DELETE', path: '/reports/{report}', for: 'staff' },
];
