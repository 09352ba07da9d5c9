using System.Reflection;
using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Models;

/// <summary>
/// Sets one property of records from a column: for scalars of a record type by a delegate of the property's own type,
/// without a box and without reflection at each call. Null leaves the property as the record begins. Thread-safe.
/// </summary>
internal abstract class PropertySetter<TRecord>
    where TRecord : class
{
    public static PropertySetter<TRecord> Of(PropertyModel property) =>
        property.PropertyInfo?.SetMethod is MethodInfo set
        && Scalars.TryKindOf(property.Type, out ValueKind kind)
        && !Scalars.IsList(kind)
            ? Scalars.Of(kind).Accept(new Maker(set))
            : new BoxedSetter(property);

    /// <param name="record">The record.</param>
    /// <param name="row">Where its values stand.</param>
    /// <param name="column">Number of the column; -1 for one that no record has yet.</param>
    public abstract void Set(TRecord record, in RowRef row, int column);

    /// <summary>Makes the setter of a scalar type.</summary>
    private readonly struct Maker(MethodInfo set) : IScalarVisitor<PropertySetter<TRecord>>
    {
        public PropertySetter<TRecord> Visit<T, TCodec>()
            where T : struct
            where TCodec : struct, IScalarCodec<T> =>
            set.GetParameters()[0].ParameterType == typeof(T)
                ? new FixedSetter<T, TCodec>(set.CreateDelegate<Action<TRecord, T>>())
                : new NullableSetter<T, TCodec>(set.CreateDelegate<Action<TRecord, T?>>());

        public PropertySetter<TRecord> VisitString() => new TextSetter(set.CreateDelegate<Action<TRecord, string?>>());
    }

    private sealed class FixedSetter<T, TCodec>(Action<TRecord, T> set) : PropertySetter<TRecord>
        where T : struct
        where TCodec : struct, IScalarCodec<T>
    {
        public override void Set(TRecord record, in RowRef row, int column)
        {
            if (column >= 0 && !row.IsNull(column))
            {
                set(record, row.GetFixed<T, TCodec>(column));
            }
        }
    }

    private sealed class NullableSetter<T, TCodec>(Action<TRecord, T?> set) : PropertySetter<TRecord>
        where T : struct
        where TCodec : struct, IScalarCodec<T>
    {
        public override void Set(TRecord record, in RowRef row, int column)
        {
            if (column >= 0 && !row.IsNull(column))
            {
                set(record, row.GetFixed<T, TCodec>(column));
            }
        }
    }

    private sealed class TextSetter(Action<TRecord, string?> set) : PropertySetter<TRecord>
    {
        public override void Set(TRecord record, in RowRef row, int column)
        {
            if (column >= 0 && row.Get(column) is string text)
            {
                set(record, text);
            }
        }
    }

    /// <summary>Lists, and records that are dictionaries, which get a null as such.</summary>
    private sealed class BoxedSetter(PropertyModel property) : PropertySetter<TRecord>
    {
        private readonly bool _isArray = property.Type.IsSZArray;

        private readonly Scalar? _scalar =
            Scalars.TryKindOf(property.Type, out ValueKind kind) ? Scalars.Of(kind) : null;

        public override void Set(TRecord record, in RowRef row, int column)
        {
            object? value = column < 0 ? null : row.Get(column);
            property.SetValueAsObject(record, value is Array list && !_isArray ? _scalar!.ToList(list) : value);
        }
    }
}
