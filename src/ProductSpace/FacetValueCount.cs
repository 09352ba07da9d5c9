namespace ProductSpace;

/// <summary>A value of a facet and the number of products that have it.</summary>
/// <param name="Value">Value, such as "acme" of the facet "brand".</param>
/// <param name="Products">Products with this value.</param>
public readonly record struct FacetValueCount(string Value, int Products);
