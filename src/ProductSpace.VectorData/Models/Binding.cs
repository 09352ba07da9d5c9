using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.Storage;
using ProductSpace.VectorData.Records;

namespace ProductSpace.VectorData.Models;

/// <summary>Where the properties of a model stand in one schema. Immutable.</summary>
internal sealed class Binding
{
    private readonly Dictionary<PropertyModel, int> _columns = [];

    /// <exception cref="InvalidOperationException">A column of a property's storage name holds something
    /// else.</exception>
    public Binding(Schema schema, IReadOnlyList<PropertyModel> properties, IReadOnlyList<Column> columns, string name)
    {
        Schema = schema;
        try
        {
            schema.With(columns, out List<Column> missing);
            IsWhole = missing.Count == 0;
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidOperationException($"collection \"{name}\": {fault.Message}", fault);
        }

        if (columns[0].Name != schema[Schema.Key].Name)
        {
            throw new InvalidOperationException(
                $"collection \"{name}\" stores its keys as \"{Printable.Of(schema[Schema.Key].Name)}\", but the record "
                + $"type or definition says \"{columns[0].Name}\"; change that, or delete the collection first");
        }

        Columns = new int[properties.Count];
        for (int i = 0; i < Columns.Length; i++)
        {
            Columns[i] = schema.Find(properties[i].StorageName);
            _columns.Add(properties[i], Columns[i]);
        }
    }

    public Schema Schema { get; }

    /// <summary>Numbers of the properties' columns, in the order that they were given; -1 for a missing one.</summary>
    public int[] Columns { get; }

    /// <summary>Whether every property has a column.</summary>
    public bool IsWhole { get; }

    /// <summary>Number of a property's column; -1 for one that no record has yet.</summary>
    public int ColumnOf(PropertyModel property) => _columns[property];
}
