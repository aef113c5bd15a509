const NOT_YET = 'nothing yet';

/** Faults that synthesis says nothing of, and what there is instead. */
export const UNTOLD: Record<string, string> = {
  'a base path below a name is there once': NOT_YET,
  'a name has one geolocation record for a place': NOT_YET,
  'a name with a CNAME record has no other records': NOT_YET,
  'a path has one variable part at a place': NOT_YET,
  'a record is there once, whoever writes it': NOT_YET,
  'a replica and its resource policy are not made in one update': NOT_YET,
  'a replica with deletion protection is not deleted': NOT_YET,
  'a table gains or loses a replica or an index in an update, not both': NOT_YET,
  'a table gains or loses one index in an update': NOT_YET,
  'a table with deletion protection is not deleted': NOT_YET,
  'a version of a function like the last one is there once': 'nothing; `RouteOptions.deployment` tells it',
  'an API key is in one usage plan of a stage': NOT_YET,
  'callers are led to a Region whose replica is gone': NOT_YET,
  'callers of no listed place get no answer until the next stack is deployed': NOT_YET,
  'the attribute of the expiry is changed after expiry was off': NOT_YET,
  'the consistency of a table stays': NOT_YET,
  'the keys and the projection of an index stay': NOT_YET,
  'the name of an `AWS::ApiGateway::DomainName` is there once': NOT_YET,
  'the name of an `AWS::KMS::Alias` is there once': NOT_YET,
  'the name of a table is there once': NOT_YET,
  'the records of a name have one routing policy': NOT_YET,
  'the type of a key stays': NOT_YET,
  'the value of an API key is there once': NOT_YET,
};
