using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.VectorData.Models;

/// <summary>
/// Makes the model of a record type or a definition, and refuses by name what the provider cannot hold.
/// </summary>
internal sealed class RecordModelBuilder() : CollectionModelBuilder(s_options)
{
    /// <summary>Types of vector properties, for messages.</summary>
    public const string VectorTypes = "ReadOnlyMemory<float>, Embedding<float>, float[]";

    private const string KeyTypes = "string, Guid, int, uint, long, ulong";
    private const int MaxIndexedDimension = 4095;

    private static readonly CollectionModelBuildingOptions s_options = new()
    {
        RequiresAtLeastOneVector = false,
        SupportsMultipleVectors = true,
    };

    /// <summary>Whether a type is a vector as it is, without a generator.</summary>
    public static bool IsVector(Type type) =>
        type == typeof(ReadOnlyMemory<float>)
        || type == typeof(ReadOnlyMemory<float>?)
        || type == typeof(Embedding<float>)
        || type == typeof(float[]);

    /// <summary>Whether searches of a property compare every vector.</summary>
    public static bool IsFlat(VectorPropertyModel property) => property.IndexKind == IndexKind.Flat;

    protected override void ValidateKeyProperty(KeyPropertyModel keyProperty)
    {
        base.ValidateKeyProperty(keyProperty);
        if (!Scalars.TryKindOf(keyProperty.Type, out ValueKind kind) || !KeyText.CanBe(kind))
        {
            throw new NotSupportedException(
                $"key property '{keyProperty.ModelName}' has type '{keyProperty.Type.Name}'; keys can be {KeyTypes}");
        }
    }

    protected override void ValidateProperty(
        PropertyModel propertyModel, VectorStoreCollectionDefinition? definition)
    {
        base.ValidateProperty(propertyModel, definition);
        if (propertyModel is not VectorPropertyModel vector)
        {
            return;
        }

        Distance distance = Distance.Of(vector.DistanceFunction, vector.ModelName);
        if (vector.IndexKind is not (null or IndexKind.Hnsw or IndexKind.Dynamic or IndexKind.Flat))
        {
            throw new NotSupportedException(
                $"vector property '{vector.ModelName}' has index kind '{vector.IndexKind}'; there are "
                + $"{IndexKind.Hnsw} (the default, the same as {IndexKind.Dynamic}) and {IndexKind.Flat}");
        }

        bool isIndexed = !IsFlat(vector) && distance.Form != IndexForm.None;
        int most = isIndexed ? MaxIndexedDimension : Column.MaxDimension;
        if (vector.Dimensions > most)
        {
            throw new NotSupportedException(
                $"vector property '{vector.ModelName}' has {vector.Dimensions} dimensions; "
                + (isIndexed ? $"an index takes up to {most}; use {IndexKind.Flat}" : $"up to {most} can be stored"));
        }
    }

    protected override bool IsDataPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = Scalars.Names;
        return Scalars.TryKindOf(type, out _);
    }

    protected override bool IsVectorPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = VectorTypes;
        return IsVector(type);
    }
}
