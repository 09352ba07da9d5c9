namespace ProductSpace;

/// <summary>What a number column holds.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Products">Products that have a number.</param>
/// <param name="Least">Least number; null where no product has one.</param>
/// <param name="Greatest">Greatest number; null where no product has one.</param>
public readonly record struct NumberColumnSpan(string Name, int Products, double? Least, double? Greatest);
