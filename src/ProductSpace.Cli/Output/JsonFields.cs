using System.Collections;

namespace ProductSpace.Cli.Output;

/// <summary>
/// The fields of one JSON object in the order in which they are written. Values are text, numbers, truth values, enum
/// values, other fields, sequences of these, or types that <see cref="JsonAnswers"/> names, so that no reflection is
/// needed to write them.
/// </summary>
internal sealed class JsonFields : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _fields = [];

    /// <summary>Adds a field; its name is camel case.</summary>
    public object? this[string name]
    {
        set => _fields.Add(new(name, value));
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
