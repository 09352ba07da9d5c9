using System.Buffers;

namespace ProductSpace.VectorData.Values;

/// <summary>
/// A scalar type of records, without its type argument: bytes, lists and comparisons of boxed values. Lists are kept as
/// arrays, whatever the record has. Immutable.
/// </summary>
internal abstract class Scalar
{
    public abstract ValueKind Kind { get; }

    public abstract Type Type { get; }

    /// <summary>Bytes of a value; 0 where values differ in length.</summary>
    public abstract int Width { get; }

    /// <exception cref="ArgumentException">A text is no valid Unicode.</exception>
    public abstract void Write(object value, IBufferWriter<byte> target);

    /// <exception cref="InvalidDataException">The bytes are no value.</exception>
    public abstract object Read(ReadOnlySpan<byte> bytes);

    /// <summary>Writes the elements of an array of the type.</summary>
    /// <exception cref="ArgumentException">A text is no valid Unicode.</exception>
    public abstract void WriteList(object array, IBufferWriter<byte> target);

    /// <exception cref="InvalidDataException">The bytes are no list.</exception>
    public abstract Array ReadList(ReadOnlySpan<byte> bytes);

    /// <summary>Copies any sequence of the type into an array; null if it is no such sequence.</summary>
    public abstract Array? CopyList(object sequence);

    /// <summary>Returns a List of the type with the elements of an array of it.</summary>
    public abstract object ToList(Array array);

    public abstract bool Compare(object left, Comparison comparison, object right);

    /// <summary>
    /// Order for sorting: ascending by the type's own less-than. NaN comes before every number, as in .NET's own order;
    /// without a place of its own it would make the order of the others depend on where it stands.
    /// </summary>
    public abstract int Order(object left, object right);

    /// <summary>Calls the visitor with the type arguments.</summary>
    public abstract TResult Accept<TResult>(IScalarVisitor<TResult> visitor);
}

/// <summary>Work on a scalar type whose code is compiled for that type.</summary>
internal interface IScalarVisitor<out TResult>
{
    TResult Visit<T, TCodec>()
        where T : struct
        where TCodec : struct, IScalarCodec<T>;

    TResult VisitString();
}
