package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type visited struct {
	Message string `json:"message"`
	Visits  string `json:"visits"`
}

func main() {
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		panic(err)
	}
	hits := dynamodb.NewFromConfig(settings)

	lambda.Start(func(ctx context.Context, event events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
		ipAddress := event.RequestContext.Identity.SourceIP
		updated, err := hits.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName:                 aws.String(os.Getenv("HITS_TABLE_NAME")),
			Key:                       map[string]types.AttributeValue{"ipAddress": &types.AttributeValueMemberS{Value: ipAddress}},
			UpdateExpression:          aws.String("ADD hits :one"),
			ExpressionAttributeValues: map[string]types.AttributeValue{":one": &types.AttributeValueMemberN{Value: "1"}},
			ReturnValues:              types.ReturnValueUpdatedNew,
		})
		if err != nil {
			return events.APIGatewayProxyResponse{}, err
		}
		body, err := json.Marshal(visited{
			Message: fmt.Sprintf("hello from %s, %s", os.Getenv("AWS_REGION"), ipAddress),
			Visits:  updated.Attributes["hits"].(*types.AttributeValueMemberN).Value,
		})
		return events.APIGatewayProxyResponse{StatusCode: 200, Body: string(body)}, err
	})
}
