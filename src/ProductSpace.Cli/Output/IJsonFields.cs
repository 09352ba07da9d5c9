namespace ProductSpace.Cli.Output;

/// <summary>A line of an answer that says itself which fields it is as JSON.</summary>
internal interface IJsonFields
{
    /// <summary>Returns the fields in the order in which they are written.</summary>
    JsonFields ToFields();
}
