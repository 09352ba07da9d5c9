using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.VectorData.Models;

/// <summary>
/// Turns records into values by column and back. What is kept is a copy: the caller may change the record and its lists
/// and vectors afterwards. Thread-safe.
/// </summary>
internal sealed class RecordMapper<TRecord>
    where TRecord : class
{
    private readonly CollectionModel _model;
    private readonly string _name;
    private readonly PropertyModel[] _properties;
    private readonly PropertySetter<TRecord>[] _setters;
    private readonly Dictionary<VectorPropertyModel, Distance> _distances;
    private Binding? _binding;

    public RecordMapper(CollectionModel model, string name)
    {
        _model = model;
        _name = name;
        _properties = [model.KeyProperty, .. model.DataProperties, .. model.VectorProperties];
        _setters =
        [
            .. _properties.Where(property => property is not VectorPropertyModel).Select(PropertySetter<TRecord>.Of),
        ];
        _distances = model.VectorProperties.ToDictionary(
            property => property, property => Distance.Of(property.DistanceFunction, property.ModelName));
        Columns = [.. _properties.Select(ColumnOf)];
    }

    /// <summary>The columns of the model, the key's first.</summary>
    public IReadOnlyList<Column> Columns { get; }

    public Distance DistanceOf(VectorPropertyModel property) => _distances[property];

    /// <exception cref="InvalidOperationException">The model and the schema do not go together.</exception>
    public Binding Bind(Schema schema)
    {
        Binding? binding = Volatile.Read(ref _binding);
        if (binding?.Schema != schema)
        {
            binding = new Binding(schema, _properties, Columns, _name);
            Volatile.Write(ref _binding, binding);
        }

        return binding;
    }

    /// <summary>Reads a record, and gives it a key where the model generates them.</summary>
    /// <param name="record">The record.</param>
    /// <param name="binding">Where its values stand.</param>
    /// <param name="generated">Generated vectors, by vector property; null where the record has its own.</param>
    /// <exception cref="ArgumentException">The record has no key, or a vector that cannot be kept.</exception>
    public object?[] ToValues(TRecord record, Binding binding, Embedding?[]? generated)
    {
        object?[] values = new object?[binding.Schema.Count];
        object key = KeyOf(record);
        KeyText.Check(Columns[0].Kind, key);
        values[Schema.Key] = key;
        foreach (DataPropertyModel property in _model.DataProperties)
        {
            if (property.GetValueAsObject(record) is object value)
            {
                int column = binding.ColumnOf(property);
                ValueKind kind = binding.Schema[column].Kind;
                values[column] = Scalars.IsList(kind) ? Scalars.Of(kind).CopyList(value) : value;
            }
        }

        for (int i = 0; i < _model.VectorProperties.Count; i++)
        {
            VectorPropertyModel property = _model.VectorProperties[i];
            object? value = generated?[i] ?? (RecordModelBuilder.IsVector(property.Type)
                ? property.GetValueAsObject(record)
                : null);
            if (VectorOf(value) is { Length: > 0 } vector)
            {
                Check(property, vector.Span, $"the vector '{property.ModelName}' of record \"{KeyText.Of(key)}\"");
                values[binding.ColumnOf(property)] = vector.ToArray();
            }
        }

        return values;
    }

    public TRecord ToRecord(in RowRef row, Binding binding, bool includeVectors)
    {
        TRecord record = _model.CreateRecord<TRecord>();
        for (int i = 0; i < _setters.Length; i++)
        {
            _setters[i].Set(record, row, binding.Columns[i]);
        }

        for (int i = 0; includeVectors && i < _model.VectorProperties.Count; i++)
        {
            VectorPropertyModel property = _model.VectorProperties[i];
            int column = binding.ColumnOf(property);
            if (RecordModelBuilder.IsVector(property.Type))
            {
                property.SetValueAsObject(
                    record, column < 0 || row.IsNull(column) ? null : ToProperty(property, row.Vector(column)));
            }
        }

        return record;
    }

    /// <summary>The numbers of a vector property's value; null if it is none.</summary>
    public static ReadOnlyMemory<float>? VectorOf(object? value) => value switch
    {
        ReadOnlyMemory<float> memory => memory,
        float[] array => array,
        Embedding<float> embedding => embedding.Vector,
        _ => default(ReadOnlyMemory<float>?),
    };

    /// <summary>Refuses a vector that no search could rank.</summary>
    /// <exception cref="ArgumentException">It has another dimension, a number that is not finite, or no direction where
    /// the distance is an angle.</exception>
    public void Check(VectorPropertyModel property, ReadOnlySpan<float> vector, string what)
    {
        if (vector.Length != property.Dimensions)
        {
            throw new ArgumentException(
                $"{what} has {vector.Length} dimensions, but the property {property.Dimensions}");
        }

        // One pass: a sum of squares is finite only if every number is.
        float squares = TensorPrimitives.SumOfSquares(vector);
        if (!float.IsFinite(squares))
        {
            throw new ArgumentException($"{what} has a number that is not finite, or too large to compare");
        }

        if (squares == 0 && DistanceOf(property).Form != IndexForm.None)
        {
            throw new ArgumentException($"{what} is zero, and has no direction to compare; leave it out, as null");
        }
    }

    private static object ToProperty(VectorPropertyModel property, ReadOnlySpan<float> vector)
    {
        float[] copy = vector.ToArray();
        return property.Type == typeof(float[]) ? copy
            : property.Type == typeof(Embedding<float>) ? new Embedding<float>(copy)
            : new ReadOnlyMemory<float>(copy);
    }

    private object KeyOf(TRecord record)
    {
        object? key = _model.KeyProperty.GetValueAsObject(record);
        if (_model.KeyProperty.IsAutoGenerated && (key is null || (key is Guid guid && guid == Guid.Empty)))
        {
            key = Guid.CreateVersion7();
            _model.KeyProperty.SetValueAsObject(record, key);
        }

        return key
            ?? throw new ArgumentException($"a record has no key; set its property '{_model.KeyProperty.ModelName}'");
    }

    private Column ColumnOf(PropertyModel property)
    {
        if (property is VectorPropertyModel vector)
        {
            IndexForm form = RecordModelBuilder.IsFlat(vector) ? IndexForm.None : DistanceOf(vector).Form;
            return new Column(property.StorageName, ValueKind.Vector, vector.Dimensions, form);
        }

        return Scalars.TryKindOf(property.Type, out ValueKind kind)
            ? new Column(property.StorageName, kind)
            : throw new NotSupportedException(
                $"property '{property.ModelName}' has type '{property.Type.Name}'; types can be {Scalars.Names}");
    }
}
