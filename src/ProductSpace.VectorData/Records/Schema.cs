using ProductSpace.Storage;

namespace ProductSpace.VectorData.Records;

/// <summary>
/// The columns of a collection, the key's first. Immutable; columns are only ever added, so that the number of a column
/// means the same in every file of the collection.
/// </summary>
internal sealed class Schema
{
    public const int MaxColumns = 4096;

    /// <summary>Number of the key's column.</summary>
    public const int Key = 0;

    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _numbers;

    /// <exception cref="InvalidDataException">Two columns have one name, or the first cannot be a key.</exception>
    public Schema(IEnumerable<Column> columns)
    {
        _columns = [.. columns];
        _numbers = new Dictionary<string, int>(_columns.Length, StringComparer.Ordinal);
        for (int number = 0; number < _columns.Length; number++)
        {
            if (!_numbers.TryAdd(_columns[number].Name, number))
            {
                throw new InvalidDataException($"two columns have the name \"{Printable.Of(_columns[number].Name)}\"");
            }
        }

        if (_columns.Length is 0 or > MaxColumns || !KeyText.CanBe(_columns[Key].Kind))
        {
            throw new InvalidDataException(
                $"there are {_columns.Length} columns, and the first must hold a key; up to {MaxColumns} can be");
        }
    }

    public ReadOnlySpan<Column> Columns => _columns;

    public int Count => _columns.Length;

    public Column this[int number] => _columns[number];

    /// <summary>Returns the number of a column; -1 if there is none of this name.</summary>
    public int Find(string name) => _numbers.GetValueOrDefault(name, -1);

    /// <summary>
    /// Returns the schema that has these columns too; itself if it has them.
    /// </summary>
    /// <exception cref="InvalidDataException">A column of the name holds something else.</exception>
    public Schema With(IEnumerable<Column> columns, out List<Column> added)
    {
        added = [];
        foreach (Column column in columns)
        {
            int number = Find(column.Name);
            if (number < 0)
            {
                added.Add(column);
            }
            else if (this[number] is Column known
                && (known.Kind != column.Kind || known.Dimension != column.Dimension))
            {
                throw new InvalidDataException(
                    $"it stores \"{Printable.Of(column.Name)}\" as {Describe(known)}, but the record type or "
                    + $"definition says {Describe(column)}; change the definition, or delete the collection first");
            }
        }

        return added.Count == 0 ? this : new Schema([.. _columns, .. added]);
    }

    private static string Describe(Column column) =>
        column.IsVector ? $"a vector of {column.Dimension} numbers" : column.Kind.ToString();
}
