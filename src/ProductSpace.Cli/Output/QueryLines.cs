namespace ProductSpace.Cli.Output;

/// <summary>What one strategy would cost, in an explanation of a query.</summary>
internal sealed record StrategyLine(
    string Strategy,
    int Cells,
    int EfSearch,
    double Scored,
    double Microseconds,
    bool Taken) : IJsonFields
{
    public JsonFields ToFields() => new()
    {
        ["strategy"] = Strategy,
        ["cells"] = Cells,
        ["efSearch"] = EfSearch,
        ["scored"] = Scored,
        ["microseconds"] = Microseconds,
        ["taken"] = Taken,
    };
}

/// <summary>Why a strategy was chosen.</summary>
internal sealed record QueryExplanation(
    string Queries,
    float Target,
    StrategyLine[] Strategies,
    string Why,
    string Prices) : IJsonFields
{
    public JsonFields ToFields() => new()
    {
        ["queries"] = Queries,
        ["target"] = Target,
        ["strategies"] = Strategies,
        ["why"] = Why,
        ["prices"] = Prices,
    };
}

/// <summary>A result; its price is in major units, as in the catalogue.</summary>
internal sealed record QueryHit(
    string Product,
    float Similarity,
    string Category,
    double? Price,
    Dictionary<string, string> Payload) : IJsonFields
{
    public JsonFields ToFields() => new()
    {
        ["product"] = Product,
        ["similarity"] = Similarity,
        ["category"] = Category,
        ["price"] = Price,
        ["payload"] = Payload,
    };
}
