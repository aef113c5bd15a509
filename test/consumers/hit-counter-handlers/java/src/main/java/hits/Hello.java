package hits;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

public class Hello implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
    private final DynamoDbClient hits = DynamoDbClient.create();

    @Override
    public APIGatewayProxyResponseEvent handleRequest(APIGatewayProxyRequestEvent event, Context context) {
        String ipAddress = event.getRequestContext().getIdentity().getSourceIp();
        String visits = hits.updateItem(update -> update
            .tableName(System.getenv("HITS_TABLE_NAME"))
            .key(Map.of("ipAddress", AttributeValue.fromS(ipAddress)))
            .updateExpression("ADD hits :one")
            .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1")))
            .returnValues(ReturnValue.UPDATED_NEW)).attributes().get("hits").n();
        String body = String.format("{\"message\":\"hello from %s, %s\",\"visits\":\"%s\"}", System.getenv("AWS_REGION"), ipAddress, visits);
        return new APIGatewayProxyResponseEvent().withStatusCode(200).withBody(body);
    }
}
