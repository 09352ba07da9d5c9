namespace ProductSpace;

/// <summary>A category and the number of products whose primary path lies in it or below it.</summary>
/// <param name="Path">Category path; empty for the root.</param>
/// <param name="Products">Products of the subtree.</param>
public readonly record struct CategoryCount(string Path, int Products);
