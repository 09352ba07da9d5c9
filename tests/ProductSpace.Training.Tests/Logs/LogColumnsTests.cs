using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Tests.Logs;

public sealed class LogColumnsTests
{
    [Theory]
    [InlineData("SessionId,ItemId,Time", "SessionId,,Time,ItemId,,,")]
    [InlineData("session_id,timestamp_unix_ms,product_id,event_type,price,quantity,user_id,country", "session_id,user_id,timestamp_unix_ms,product_id,event_type,,")]
    [InlineData("timestamp,visitorid,event,itemid,transactionid", ",visitorid,timestamp,itemid,event,,")]
    [InlineData("event_time,event_type,product_id,category_id,brand,price,user_id,user_session", "user_session,user_id,event_time,product_id,event_type,,")]
    [InlineData("InvoiceNo,StockCode,InvoiceDate,CustomerID", "InvoiceNo,CustomerID,InvoiceDate,StockCode,,,")]
    [InlineData("Session ID,SKU,Dwell-Seconds,Referrer_Kind,created at", "Session ID,,created at,SKU,,Dwell-Seconds,Referrer_Kind")]
    public void Resolve_HeadersOfRealLogs_AreGuessed(string headers, string expected)
    {
        LogColumns columns = LogColumns.Resolve("f", headers.Split(','), new Dictionary<string, string>());
        Assert.Equal(expected, string.Join(',', LogOptions.ColumnNames.Select(columns.HeaderOf)));
    }

    [Fact]
    public void Resolve_NamedColumns_WinOverGuesses()
    {
        LogColumns columns = LogColumns.Resolve("f", ["session", "product", "Basket Nr", "x"], new Dictionary<string, string> { ["session"] = "basket nr", ["product"] = "x" });
        Assert.Equal((2, 3), (columns["session"], columns["product"]));
    }

    [Theory]
    [InlineData("timestamp_unix_ms", LogTimeUnit.Milliseconds)]
    [InlineData("time_us", LogTimeUnit.Guess)]
    [InlineData("dwell_seconds", LogTimeUnit.Seconds)]
    [InlineData("TimeMicros", LogTimeUnit.Microseconds)]
    [InlineData("ms", LogTimeUnit.Guess)]
    [InlineData("time", LogTimeUnit.Guess)]
    public void UnitOf_Ending_IsTold(string header, LogTimeUnit unit) => Assert.Equal(unit, LogColumns.UnitOf(header));
}
